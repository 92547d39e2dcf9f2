/** Rows of a table by the names of its columns, in lower case. */
export type Row = Partial<Record<string, string>>;

/** A table as `az ... -o table` prints it: a header, a line of dashes that shows the widths, rows. */
export function readAzTable(text: string): Row[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^-{2,400}(?: {1,4}-{1,400}){0,40} {0,4}$/.test(line));
  const header = lines[at - 1];
  if (header === undefined) return [];
  const starts = [...(lines[at] ?? '').matchAll(/-{1,400}/g)].map((run) => run.index);
  const cells = (line: string) => starts.map((start, index) => line.slice(start, starts[index + 1]).trim());
  const names = cells(header).map((name) => name.toLowerCase());
  const body = lines.slice(at + 1);
  const end = body.findIndex((line) => line.trim() === '');
  return body.slice(0, end === -1 ? undefined : end).map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
}

/** A table as kubectl prints it: columns stand at least two spaces apart. */
export function readKubectlTable(text: string): Row[] {
  const lines = text.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => /^(?:NAMESPACE|NAME|LAST SEEN)\s{2,80}[A-Z]/.test(line));
  if (at === -1) return [];
  const split = (line: string) => line.split(/\s{2,400}/);
  const names = split(lines[at] ?? '').map((name) => name.toLowerCase());
  return lines.slice(at + 1).flatMap((line) => {
    const values = split(line);
    if (values.length !== names.length) return [];
    return [Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))];
  });
}
