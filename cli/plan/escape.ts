/**
 * Text between double quotes of HCL or YAML without characters that a terminal would obey, or that nobody would see:
 * each becomes an escape that both languages have. `JSON.stringify` escapes the control characters of ASCII only.
 */
export function escapeInvisible(quoted: string): string {
  return quoted.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
