/**
 * Text from an input made safe for a terminal: without control characters, which could rewrite the screen,
 * and without invisible ones, which could reorder or hide what is read, nor piles of accents. An emoji stays one.
 */
export function printable(text: string): string {
  // GitHub takes `##[error]` for a command anywhere in a line.
  return text.replaceAll(
    /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\u2800]|(\p{M}{4})\p{M}+|(?<=##)(?=\[)/gu,
    '$1\u{fffd}',
  );
}

/** The same for JSON, whose values must not change. `JSON.stringify` escapes the control characters of ASCII only. */
export function printableJson(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|#(?=#\[)/gu, (character) => {
    const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
    return units.map((unit) => `\\u${unit}`).join('');
  });
}
