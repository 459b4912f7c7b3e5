import type { Command } from 'commander';
import type { CommandLine } from '../context.ts';

/** Gives a command its options, help and action. @param finish receives the exit status */
export type DefineCommand = (command: Command, io: CommandLine, finish: (status: number) => void) => void;
