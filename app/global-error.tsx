'use client';

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main style={{ maxWidth: 480, margin: '96px auto', fontFamily: 'sans-serif' }}>
          <h1>The console could not draw this page</h1>
          <p>This is our fault, not your cluster’s. Connectors are not affected.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
