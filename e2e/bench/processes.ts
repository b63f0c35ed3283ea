import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** A program of this folder in a process of its own. */
export interface Companion<Command, Message extends { type: string }> extends Disposable {
  /** Sends a command and resolves with the next message of the given type. */
  ask<T extends Message['type']>(command: Command, type: T): Promise<Extract<Message, { type: T }>>;
  tell(command: Command): void;
}

/** Starts a program of this folder and waits until it says `ready`. Errors: rejects when it ends before. */
export async function startCompanion<Command extends object, Message extends { type: string }>(
  file: string,
  args: readonly string[],
): Promise<{ companion: Companion<Command, Message>; ready: Message }> {
  const child = fork(path.join(import.meta.dirname, file), args, { stdio: 'inherit' });
  const ready = await next<Message>(child, 'ready');
  const companion: Companion<Command, Message> = {
    ask: (command, type) => {
      const answer = next<Extract<Message, { type: typeof type }>>(child, type);
      child.send(command);
      return answer;
    },
    tell: (command) => void child.send(command),
    [Symbol.dispose]: () => child.kill(),
  };
  return { companion, ready };
}

function next<M extends { type: string }>(child: ChildProcess, type: string): Promise<M> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${child.spawnfile} ended with ${code}`));
    const onMessage = (message: M) => {
      if (message.type !== type) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(message);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}
