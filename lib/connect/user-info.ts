/** User and password that stood in a URL. */
export interface UserInfo {
  readonly username: string;
  readonly password: string;
}

/**
 * Takes `user:pass@` out of a URL somebody pasted.
 *
 * Shape: `userInfo` is undefined, and the text as it was, when there is none or the text is no URL.
 */
export function takeUserInfo(text: string): { url: string; userInfo: UserInfo | undefined } {
  const asIs = { url: text, userInfo: undefined };
  if (!URL.canParse(text.trim())) return asIs;
  const url = new URL(text.trim());
  if (url.username === '' && url.password === '') return asIs;
  const userInfo = { username: decode(url.username), password: decode(url.password) };
  url.username = '';
  url.password = '';
  return { url: url.pathname === '/' ? url.href.replace(/\/$/, '') : url.href, userInfo };
}

/** A `%` that encodes nothing stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
