import { diffWords } from "./diff.ts";

/** Two versions of a text in one, with words for who does not see the colours. */
export function DiffText({ before, after, words }: {
  readonly before: string;
  readonly after: string;
  readonly words: { readonly added: string; readonly removed: string };
}) {
  return (
    <p className="post">
      {diffWords(before, after).map((part, index) => {
        if (part.kind === "same") return <span key={index}>{part.text}</span>;
        const Mark = part.kind === "added" ? "ins" : "del";
        return <Mark key={index}><span className="sr">[{words[part.kind]}: </span>{part.text}<span className="sr">]</span></Mark>;
      })}
    </p>
  );
}
