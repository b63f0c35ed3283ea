const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/**
 * Says a number of milliseconds in the two largest units that tell it: `90000` is `1 min 30 s`.
 *
 * Shape: `undefined` for what is no whole number, for less than a second, and for what stands for "never".
 */
export function durationWords(text: string | null | undefined): string | undefined {
  if (!/^\d{4,18}$/.test(text ?? '')) return undefined;
  let rest = Number(text);
  if (!Number.isSafeInteger(rest) || rest < 1_000) return undefined;
  const parts: string[] = [];
  for (const [unit, ms] of UNITS) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) parts.push(`${count.toLocaleString('en').replaceAll(',', ' ')} ${unit}`);
  }
  return `${rest === 0 && parts.length <= 2 ? '' : 'about '}${parts.slice(0, 2).join(' ')}`;
}
