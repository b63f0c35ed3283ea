import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ConnectorFrame } from './frame';
import { type ConnectorParams, readParams } from './params';

export async function generateMetadata({ params }: { params: ConnectorParams }): Promise<Metadata> {
  return { title: (await readParams(params)).name };
}

export default async function ConnectorLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: ConnectorParams;
}) {
  return <ConnectorFrame {...(await readParams(params))}>{children}</ConnectorFrame>;
}
