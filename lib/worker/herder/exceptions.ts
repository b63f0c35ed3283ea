/** A request that cannot be carried out as it stands. */
export class BadRequestException extends Error {
  override readonly name = 'BadRequestException';
  readonly className = 'org.apache.kafka.connect.runtime.rest.errors.BadRequestException';
}

/** What is to be created is there already. */
export class AlreadyExistsException extends Error {
  override readonly name = 'AlreadyExistsException';
  readonly className = 'org.apache.kafka.connect.errors.AlreadyExistsException';
}

/** A request that took too long; the message names what the worker is busy with. */
export class RequestTimeoutException extends Error {
  override readonly name = 'RequestTimeoutException';
}
