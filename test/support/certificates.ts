import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { skipWithout } from './missing.ts';

/** Paths of files in PEM. */
export interface Certificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * The program that makes certificates.
 * @returns `undefined` where it is not installed, so that its tests are skipped
 * @throws Error in CI
 */
export function findOpenssl(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return 'openssl';
  } catch {
    return skipWithout('OpenSSL is not there: apt-get install openssl');
  }
}

const NEW = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Makes an authority, which nobody else trusts, and one certificate of it for each of some names. */
export function makeCertificates<Name extends string>(
  folder: string,
  names: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Certificate>> {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  openssl(...NEW, '-subj', '/CN=authority of a test', '-keyout', 'authority.key', '-out', 'authority.pem');
  const made = Object.entries<string>(names).map(([file, name]) => {
    const extensions = [`subjectAltName=DNS:${name}`, 'basicConstraints=critical,CA:FALSE'];
    const issuer = ['-CA', 'authority.pem', '-CAkey', 'authority.key'];
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    openssl(...NEW, ...issuer, ...added, '-subj', `/CN=${file}`, '-keyout', `${file}.key`, '-out', `${file}.pem`);
    const path = (ending: string) => join(folder, `${file}${ending}`);
    return [file, { authority: join(folder, 'authority.pem'), certificate: path('.pem'), key: path('.key') }];
  });
  return Object.fromEntries(made);
}
