/**
 * Rows of a CSV document (RFC 4180), as spreadsheets write it: with commas, semicolons or tabs, quoted or not, any end of
 * line, a byte order mark or none. One leading `'` of a field is our own guard against formulas and is taken away.
 */
export function readCsv(text: string): readonly (readonly string[])[] {
  const body = text.replace(/^\ufeff/, "");
  const separator = separatorOf(body.slice(0, body.search(/[\r\n]|$/)));
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  const endField = () => {
    row.push(field.replace(/^'/, "").trim());
    field = "";
  };
  const endRow = () => {
    endField();
    if (row.some((each) => each !== "")) rows.push(row);
    row = [];
  };
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (body[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === "") {
      field = "";
      quoted = true;
    } else if (character === separator) endField();
    else if (character === "\n") endRow();
    else if (character !== "\r") field += character;
  }
  endRow();
  return rows;
}

/** The one of which the heading has most, outside quotes. */
function separatorOf(heading: string): string {
  const bare = heading.replaceAll(/"(?:[^"]|"")*"/g, "");
  const count = (separator: string) => bare.split(separator).length;
  return [",", ";", "\t"].toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}
