import { Command } from 'commander';
import { COMMANDS } from '../../cli/commands/commands.ts';

const written = { write: () => undefined };
const io = {
  stdin: (async function* () {})(),
  stdout: written,
  stderr: written,
  useColour: false,
  version: '',
};

it.each(COMMANDS)('the list of commands has $name with its operands, which it is not loaded for', async (entry) => {
  const command = new Command(entry.name);
  const defineCommand = await entry.load();
  defineCommand(command, io, () => undefined);
  expect(`${entry.name} ${entry.usage}`).toBe(command.createHelp().subcommandTerm(command));
});
