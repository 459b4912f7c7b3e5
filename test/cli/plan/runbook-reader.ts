/** The steps of a runbook by their titles. */
export function stepsOf(runbook: string): ReadonlyMap<string, string> {
  const sections = runbook.split(/^## \d+\. /m).slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), section]));
}

/** All blocks of commands in a text. */
export function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** The blocks of commands of each step, without those of its way back. */
export function commandsOf(runbook: string): ReadonlyMap<string, readonly string[]> {
  return new Map([...stepsOf(runbook)].map(([title, step]) => [title, blocksOf(step.split('**Way back:**')[0] ?? '')]));
}

/** The blocks of commands that undo a step. */
export function wayBackOf(runbook: string, title: string): readonly string[] {
  return blocksOf(stepsOf(runbook).get(title)?.split('**Way back:**')[1] ?? '');
}
