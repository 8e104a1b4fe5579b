import { expect, test } from 'vitest'
import { splitPatch } from './patch-files.js'

const PATCH = `diff --git a/src/a b.py b/src/a b.py
index 1..2 100644
--- a/src/a b.py
+++ b/src/a b.py
@@ -1,2 +1,3 @@
 one
---two
+++two
+three
diff --git a/old.py b/new.py
similarity index 100%
rename from old.py
rename to new.py
diff --git a/x.bin b/x.bin
index 1..2 100644
GIT binary patch
literal 3
Kcmd-+
`

test('a patch is split by file, and its lines are counted but for the names of the files', () => {
  const files = [...splitPatch(PATCH)].map(([path, { added, removed }]) => [path, added, removed])
  expect(files).toEqual([
    ['src/a b.py', 2, 1],
    ['new.py', 0, 0],
    ['x.bin', 0, 0],
  ])
  expect([...splitPatch(PATCH).values()].map(({ text }) => text).join('')).toBe(PATCH)
})

test('what is no patch has no files', () => {
  for (const text of ['', '\n', 'hello\n', '--- a/x\n+++ b/x\n']) expect(splitPatch(text).size).toBe(0)
})
