// Run a Python file of this checkout under CPython for wasm: node run.mjs PYODIDE PACKAGES FILE [ARGUMENT...]
//
// PYODIDE is the folder of the npm package, PACKAGES a folder of unpacked wheels, with that of the package itself.
// Nothing is fetched: both were brought before.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, packages, file, ...words] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(resolve(pyodide), "pyodide.mjs")));
const python = await loadPyodide({ env: { HOME: "/home/pyodide" } });
python.setStdout(into(process.stdout));
python.setStderr(into(process.stderr));
for (const [from, to] of [[process.cwd(), "/checkout"], [packages, "/packages"]]) {
    python.FS.mkdirTree(to);
    python.FS.mount(python.FS.filesystems.NODEFS, { root: resolve(from) }, to);
}
python.globals.set("words", python.toPy([file, ...words]));
process.exitCode = python.runPython(`
import os, runpy, sys

os.chdir("/checkout")
sys.argv = words
sys.path.insert(0, "/packages")
sys.dont_write_bytecode = True
try:
    runpy.run_path(words[0], run_name="__main__")
    code = 0
except SystemExit as end:
    code = end.code if isinstance(end.code, int) else int(end.code is not None)
    if isinstance(end.code, str):
        print(end.code, file=sys.stderr)
sys.stdout.flush()
sys.stderr.flush()
code
`);

// What writes into a stream of this process, and tells how many bytes it took.
function into(stream) {
    return {
        write: (bytes) => {
            stream.write(bytes);
            return bytes.length;
        },
    };
}
