import { Button, Outside, Tag } from "#web/ui/elements.tsx";
import type { AlikeView, ProposalView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** What is probably the same as an item, to be said, and what was joined to it, to be undone (FLO-7). */
export function Likeness({ item, title, now }: { readonly item: ProposalView; readonly title: string; readonly now: string }) {
  const { t } = useOffice();
  if (item.alike.length === 0 && item.joined.length === 0) return null;
  return (
    <ul className="list" aria-label={t("proposals.alike.title", { title })}>
      {item.alike.map((other) => <li key={other.itemId}><Probably item={item} other={other} now={now} /></li>)}
      {item.joined.map((other) => <li key={other.itemId}><Joined item={item} other={other} now={now} /></li>)}
    </ul>
  );
}

function Probably({ item, other, now }: { readonly item: ProposalView; readonly other: AlikeView; readonly now: string }) {
  const { t } = useOffice();
  const toast = useToast();
  const join = useWrite("POST /items/:id/join");
  const keep = useWrite("POST /items/:id/apart");
  const pair = { id: item.itemId, otherId: other.itemId };
  const error = join.error ?? keep.error;
  return (
    <div className="stack tight">
      <p><Tag tone="wait">{t("proposals.alike.maybe")}</Tag> <Named other={other} now={now} /></p>
      {item.mayDecide && (
        <div className="row">
          <Button small busy={join.isPending} onClick={() => join.mutate(pair, { onSuccess: () => toast({ message: t("proposals.alike.joinedDone") }) })}>{t("proposals.alike.join")}<span className="sr">: {other.title}</span></Button>
          <Button small look="quiet" busy={keep.isPending} onClick={() => keep.mutate(pair, { onSuccess: () => toast({ message: t("proposals.alike.apartDone") }) })}>{t("proposals.alike.apart")}<span className="sr">: {other.title}</span></Button>
        </div>
      )}
      {error && <Failure error={error} />}
    </div>
  );
}

function Joined({ item, other, now }: { readonly item: ProposalView; readonly other: AlikeView; readonly now: string }) {
  const { t } = useOffice();
  const toast = useToast();
  const part = useWrite("POST /items/:id/part");
  return (
    <div className="stack tight">
      <p><Tag tone="info">{t("proposals.alike.joined")}</Tag> <Named other={other} now={now} /></p>
      {item.mayDecide && (
        <div>
          <Button small look="quiet" busy={part.isPending} onClick={() => part.mutate({ id: other.itemId }, { onSuccess: () => toast({ message: t("proposals.alike.partDone") }) })}>{t("proposals.alike.part")}<span className="sr">: {other.title}</span></Button>
        </div>
      )}
      {part.error && <Failure error={part.error} />}
    </div>
  );
}

function Named({ other, now }: { readonly other: AlikeView; readonly now: string }) {
  const { t, text, format } = useOffice();
  return <><span lang={other.language}><Outside href={other.url} newTab={t("shell.newTab")}>{other.title}</Outside></span> <span className="dim">· {text(other.source)}, {format.moment(other.seenAt, now)}</span></>;
}
