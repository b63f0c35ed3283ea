import { type NextRequest, NextResponse } from 'next/server';

/** Hosts the console answers under: a page of another name that resolves to this machine gets nothing. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Checks the host name and gives every answer its security headers; nothing is decided here about rights. */
export function proxy(request: NextRequest): NextResponse {
  const host = request.headers.get('host') ?? '';
  if (!LOCAL_HOST.test(host)) {
    return new NextResponse('This console answers on localhost only.\n', {
      status: 421,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', ...FIXED_HEADERS },
    });
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = policyWith(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(FIXED_HEADERS)) response.headers.set(name, value);
  return response;
}

const FIXED_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

function policyWith(nonce: string): string {
  const dev = isDevelopment();
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    // Style attributes position rows and menus; they cannot load or run anything.
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self'${dev ? ' ws: wss:' : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function isDevelopment(): boolean {
  // biome-ignore lint/style/noProcessEnv: Next replaces it at build time
  return process.env.NODE_ENV === 'development';
}
