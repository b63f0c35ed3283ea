import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';

/**
 * Small and quick to start, which is what tests want. A benchmark passes its own instead: C1 alone is not the
 * speed of Kafka.
 */
export const TEST_JVM_OPTIONS = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] as const;

/** One Java program over a folder of jars. */
export interface JvmProgram {
  readonly dir: string;
  readonly lib: string;
  readonly mainClass: string;
  readonly args: readonly string[];
  readonly logging: 'log4j2' | 'log4j1';
  readonly logName?: string;
  readonly jvmOptions?: readonly string[] | undefined;
}

/** Starts a Java program that logs at INFO to `<dir>/<logName>.log` and cannot outlive us. */
export function startJvm(program: JvmProgram): Promise<GuardedProcess> {
  mkdirSync(program.dir, { recursive: true });
  return startGuarded({
    file: 'java',
    args: [
      ...(program.jvmOptions ?? TEST_JVM_OPTIONS),
      loggingOption(program.dir, program.logging),
      ...['-cp', path.join(program.lib, '*'), program.mainClass, ...program.args],
    ],
    cwd: program.dir,
    logFile: path.join(program.dir, `${program.logName ?? 'log'}.log`),
  });
}

/** Writes a Java properties file; later entries win, as in the shell recipes people know. */
export function writeProperties(file: string, properties: Readonly<Record<string, string>>): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function loggingOption(dir: string, logging: 'log4j2' | 'log4j1'): string {
  const pattern = '[%d] %p %m (%c)%n';
  if (logging === 'log4j2') {
    const file = writeProperties(path.join(dir, 'log4j2.properties'), {
      status: 'error',
      'appender.c.type': 'Console',
      'appender.c.name': 'C',
      'appender.c.layout.type': 'PatternLayout',
      'appender.c.layout.pattern': pattern,
      'rootLogger.level': 'INFO',
      'rootLogger.appenderRef.c.ref': 'C',
    });
    return `-Dlog4j2.configurationFile=${file}`;
  }
  const file = writeProperties(path.join(dir, 'log4j.properties'), {
    'log4j.rootLogger': 'INFO, C',
    'log4j.appender.C': 'org.apache.log4j.ConsoleAppender',
    'log4j.appender.C.layout': 'org.apache.log4j.PatternLayout',
    'log4j.appender.C.layout.ConversionPattern': pattern,
  });
  return `-Dlog4j.configuration=file:${file}`;
}
