/**
 * Escapes what a terminal would act on, or nobody would see, in double-quoted text of HCL or YAML. Both languages have
 * these escapes. `JSON.stringify` escapes only the control characters of ASCII.
 */
export function escapeInvisible(quoted: string): string {
  return quoted.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
