import type { ReactNode } from "react";
import type { PostView } from "../views.ts";
import { useOffice } from "./office.tsx";

/** What goes out of an edition: one post, or the posts of a thread with how much of each is used. Pictures stand with the first. */
export function PostTexts({ posts, most, pictures }: { readonly posts: readonly PostView[]; readonly most: number; readonly pictures?: ReactNode }) {
  const { t } = useOffice();
  const [only] = posts;
  if (posts.length === 1 && only) return <><Words post={only} />{pictures}</>;
  return (
    <ol className="thread stack tight">
      {posts.map((post, index) => (
        <li key={index} className="stack tight">
          <p className="row between">
            <span className="dim">{t("parts.partOf", { part: index + 1, parts: posts.length })}</span>
            <span className={post.characters > most ? "bad n" : "dim n"}>{post.characters} / {most}</span>
          </p>
          <Words post={post} />
          {index === 0 && pictures}
        </li>
      ))}
    </ol>
  );
}

const Words = ({ post }: { readonly post: PostView }) => <p className="post" {...(post.languages.length === 1 ? { lang: post.languages[0] } : {})}>{post.text}</p>;
