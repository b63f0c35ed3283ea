/** Starts the console once, in the server process only. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startConsole } = await import('./lib/server/start');
    await startConsole();
  }
}
