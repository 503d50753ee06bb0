import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** A remark for colleagues. What was typed stays while the conversation is open, also when the dialog closes. */
export function NoteDialog({ id, open, onClose }: { readonly id: string; readonly open: boolean; readonly onClose: () => void }) {
  const { t, say } = useOffice();
  const toast = useToast();
  const add = useWrite("POST /conversations/:id/notes");
  const [text, setText] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(text.trim() === "");
    if (text.trim() === "") return;
    add.mutate({ id, text: text.trim() }, {
      onSuccess: () => {
        setText("");
        onClose();
        toast({ message: t("note.added") });
      },
    });
  };
  return (
    <Dialog title={t("note.title")} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("note.title")} hint={t("note.hint")} error={wanting && text.trim() === "" ? say({ kind: "note-empty" }) : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={4_000} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {add.error && <Failure error={add.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={add.isPending}>{t("note.add")}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
