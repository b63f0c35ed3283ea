import 'server-only';
import { AppError } from '@/lib/base/errors';

/** A setting that cannot be understood; the message begins with the variable, or the file and line, it stands in. */
export class ConfigError extends AppError {
  override readonly name = 'ConfigError';

  constructor(where: string, why: string) {
    super('config/invalid', `${where}: ${why}`);
  }
}
