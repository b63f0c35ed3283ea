/** `org.apache.kafka.connect.file.FileStreamSourceConnector` → `FileStreamSource`. */
export function shortClass(className: string): string {
  const simple = className.split('.').at(-1) ?? className;
  return simple.replace(/Connector$/, '') || simple;
}
