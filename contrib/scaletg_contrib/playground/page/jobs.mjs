// What the bot will do later: a list in a dialog, in which each job can be done now or taken away. Below it are its
// broadcasts and its payments, whose work jobs do.

import { broadcastTable } from "./broadcasts.mjs";
import { $, api, failed, h, moment, show, toast } from "./dom.mjs";
import { paymentTable } from "./sales.mjs";

function row(job, model, acts) {
  const person = model.users.get(job.user_id)?.first_name ?? (job.user_id ? `id ${job.user_id}` : "");
  const place = job.chat_id && job.chat_id !== job.user_id ? ` in ${job.chat_id}` : "";
  const data = Object.keys(job.data).length ? JSON.stringify(job.data) : "";
  const times = job.cron ? `${job.cron} ${job.zone}` : "";
  const hasKey = job.key && job.key !== job.name;
  return h(
    "tr",
    { class: "job" },
    h("th", { scope: "row" }, job.name, hasKey ? h("small", {}, ` ${job.key}`) : ""),
    h("td", {}, job.is_paused ? "paused" : moment(job.due), times && h("small", {}, ` ${times}`)),
    h("td", {}, person || "the bot itself", place),
    h("td", {}, h("code", {}, data)),
    h(
      "td",
      {},
      h("button", { type: "button", class: "run", onclick: () => acts.run(job) }, "Run now"),
      h("button", { type: "button", class: "quiet", onclick: () => acts.remove(job) }, "Delete"),
    ),
  );
}

// Shows the lists; *inspect* shows the path of the update with an id.
export async function showJobs(model, inspect) {
  const lists = ["jobs", "broadcasts", "payments"].map((one) => api(`/playground/${one}`));
  const found = await Promise.all(lists).catch(failed);
  if (!found) return;
  const [jobs, broadcasts, payments] = found;
  const again = (text) => () => {
    toast(text);
    showJobs(model, inspect);
  };
  const run = (job) =>
    api("/playground/jobs/run", { id: job.id })
      .then(({ update_id }) => {
        $("dialog").close();
        inspect(update_id);
      })
      .catch(failed);
  const remove = (job) => api("/playground/jobs/delete", { id: job.id }).then(again("Deleted")).catch(failed);
  const change = (one, word) =>
    api("/playground/broadcasts/change", { id: one.id, change: word }).then(again("Changed")).catch(failed);
  const refund = (one) =>
    api("/playground/payments/refund", { charge_id: one.charge_id }).then(again("A job pays it back")).catch(failed);
  const head = ["job", "due", "for", "data", "action"].map((one) => h("th", { scope: "col" }, one));
  const rows = jobs.map((job) => row(job, model, { run, remove }));
  const table = () => h("table", { class: "jobs" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows));
  show(
    "Jobs",
    jobs.length ? table() : h("p", { class: "empty" }, "There is nothing to be done."),
    broadcasts.length > 0 && [h("h2", {}, "Broadcasts"), broadcastTable(broadcasts, change)],
    payments.length > 0 && [h("h2", {}, "Payments"), paymentTable(payments, model, refund)],
  );
}
