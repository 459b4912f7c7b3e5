import { Argument } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { completionTree } from '../completion/completion.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { DefineCommand } from './define-command.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

const HOW_TO = `
Put the script where the shell looks for it:
  bash  rabbitmq-conformance completion bash \\
          > ~/.local/share/bash-completion/completions/rabbitmq-conformance
  zsh   rabbitmq-conformance completion zsh > "\${fpath[1]}/_rabbitmq-conformance"
  fish  rabbitmq-conformance completion fish \\
          > ~/.config/fish/completions/rabbitmq-conformance.fish`;

/** Defines the command `completion`. */
export const defineCompletion: DefineCommand = (command, io) => {
  command
    .description('Prints a script with which a shell completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', HOW_TO)
    .action(async (shell: keyof typeof SCRIPTS) => {
      io.stdout.write(SCRIPTS[shell](await completionTree(command.parent ?? command)));
    });
};
