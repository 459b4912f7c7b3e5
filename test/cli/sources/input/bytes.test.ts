import { gzipSync } from 'node:zlib';
import { explain, readBytes } from '../../../../cli/sources/input/bytes.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { temporaryFolder } from '../../support.ts';

const temporary = temporaryFolder();

async function* inChunks(chunks: readonly (string | Uint8Array)[]) {
  yield* chunks;
}

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<readonly string[]> {
  const taken: string[] = [];
  await readBytes('-', inChunks(chunks), (chunk) => void taken.push(chunk.toString('latin1')));
  return taken;
}

const zipped = gzipSync('text');

it.each<[name: string, chunks: readonly (string | Uint8Array)[], expected: readonly string[]]>([
  ['nothing', [], ['']],
  ['one byte', ['{'], ['{']],
  ['one byte after the other', ['{', '}', ' '], ['{}', ' ']],
  ['bytes', [new Uint8Array([0x7b, 0x7d])], ['{}']],
  ['zipped', [zipped], ['text']],
  ['zipped, the first byte alone', [zipped.subarray(0, 1), zipped.subarray(1)], ['text']],
  ['what only begins as if it were zipped', [new Uint8Array([0x1f, 0x7b])], ['\u001f{']],
])('passed on is %s', async (_, chunks, expected) => {
  expect(await read(...chunks)).toEqual(expected);
});

it('what is unzipped comes in chunks of one mebibyte', async () => {
  const sizes = (await read(gzipSync(Buffer.alloc(3 * 2 ** 20)))).map(({ length }) => length);
  expect(sizes).toEqual(Array(3).fill(2 ** 20));
});

it.each([
  ['cut off', zipped.subarray(0, -1), 'cannot be unzipped: it ends too early. Expected a complete gzip file.'],
  ['broken', zipped.with(-1, 1), 'cannot be unzipped: incorrect length check. Expected a complete gzip file.'],
])('what is zipped and %s is refused', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toMatchObject({ name: 'InputError', message });
});

it.each([
  ['zipped', gzipSync(Buffer.alloc(3 * 2 ** 20))],
  ['not zipped', Buffer.alloc(3 * 2 ** 20)],
])('the first error of the receiver ends the reading of what is %s', async (_, bytes) => {
  let calls = 0;
  const take = () => {
    calls += 1;
    throw new InputError('is enough.');
  };
  await expect(readBytes('-', inChunks([bytes, bytes]), take)).rejects.toThrow(new InputError('is enough.'));
  expect(calls).toBe(1);
});

it('an error of the input is explained', async () => {
  const broken = (async function* () {
    yield '{}';
    throw new Error('It is gone.');
  })();
  await expect(readBytes('-', broken, () => undefined)).rejects.toMatchObject({
    name: 'InputError',
    message: 'cannot be read: It is gone. Expected a readable file, or its content on standard input (-).',
  });
});

it.each([
  ['ENOENT', 'the file does not exist. Check its path.'],
  ['EACCES', 'permission denied. Change its permissions, or leave it out.'],
  ['EPERM', 'permission denied. Change its permissions, or leave it out.'],
  ['ELOOP', 'it is a symbolic link to itself. Fix it, or leave it out.'],
  ['EIO', 'a.b. Expected a readable file, or its content on standard input (-).'],
])('%s is explained', (code, expected) => {
  expect(explain(Object.assign(new Error('a.b.'), { code }))).toBe(expected);
});

it('a file takes no more memory than it has bytes', async () => {
  const path = temporary.write('small.json', '{"a":1}');
  const allocate = jest.spyOn(Buffer, 'allocUnsafe');
  const taken: string[] = [];
  await readBytes(path, inChunks([]), (chunk) => void taken.push(chunk.toString()));
  const largest = Math.max(...allocate.mock.calls.map(([size]) => size));
  allocate.mockRestore();
  expect({ taken, largest }).toEqual({ taken: ['{"a":1}'], largest: 8 });
});
