const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

// Reads each file in a folder and its subfolders, and nothing else.
function readAll(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readAll(path);
    else readFileSync(path);
  }
}

readAll(process.argv[2]);
