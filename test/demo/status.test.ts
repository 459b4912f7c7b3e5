import { sumUpFine } from '../../demo/status.ts';

test('what is fine is one row, and what is to do stays as it is', () => {
  const toDo = ['TO DO  recorders  account 1', '       There is none.', '', '       turn it on', ''];
  const fine = [
    'FINE  packs  eu-west-1',
    '      In 3 of 3.',
    'FINE  packs  us-east-1',
    '      In 3 of 3.',
    'FINE  roles  r',
  ];
  const end = ['', '1 to do, 3 fine'];
  expect(sumUpFine([...toDo, ...fine, ...end], 12)).toEqual([...toDo, 'FINE  packs,', '      roles', ...end]);
  expect(sumUpFine([...toDo, ...end], 80)).toEqual([...toDo, ...end]);
});
