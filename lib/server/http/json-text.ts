import 'server-only';

/** Text that is JSON already, so that a cached snapshot is not serialised twice. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
