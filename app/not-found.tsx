import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-6 py-24">
      <h1 className="font-semibold text-xl">There is nothing at this address</h1>
      <p className="mt-2 text-muted">
        The page, cluster or connector may have been removed, or the link is mistyped.
      </p>
      <Link href="/" className="mt-4 inline-block text-accent hover:underline">
        Go to Home
      </Link>
    </main>
  );
}
