import { createContext, useContext } from 'react';

const Density = createContext<'comfortable' | 'compact'>('comfortable');

/** Sets the height of rows for every table below: 44 px, or 32 when compact. */
export const TableDensity = Density.Provider;

/** Whether tables are compact here. */
export function useIsCompact(): boolean {
  return useContext(Density) === 'compact';
}
