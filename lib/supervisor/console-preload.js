/**
 * Loaded into the Next process before Next itself: keeps it on loopback while no sign-in is configured, tells the
 * supervisor its port, and ends it when the supervisor is gone, however that died.
 */
import net from 'node:net';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const listen = net.Server.prototype.listen;

/** The address an HTTP server is about to listen on; undefined means every address. */
function hostOf(args) {
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return first.path ? 'localhost' : first.host;
  if (typeof first === 'string') return 'localhost'; // a socket file
  return typeof second === 'string' ? second : undefined;
}

net.Server.prototype.listen = function listenOnLoopback(...args) {
  const host = hostOf(args);
  if (!LOOPBACK.has(host)) {
    process.stderr.write(
      `sluice: refusing to listen on ${host ?? 'every address'}: no sign-in is configured, so the console stays on 127.0.0.1\n`,
    );
    process.exit(3);
  }
  this.once('listening', () => {
    const address = this.address();
    if (process.connected && typeof address === 'object' && address) {
      process.send({ type: 'ready', url: `http://127.0.0.1:${address.port}` }, () => {});
    }
  });
  this.prependOnceListener('error', (error) => {
    if (error.code !== 'EADDRINUSE') return;
    process.stderr.write(`sluice: port ${error.port} is taken: give another one, e.g. PORT=0 npm start\n`);
    process.exit(3);
  });
  return listen.apply(this, args);
};

if (process.connected) {
  // The server's own shutdown gets a second; whatever hangs then is cut off.
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(0), 2000).unref();
  });
}
