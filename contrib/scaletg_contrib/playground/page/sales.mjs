// What people have paid to the bot, whether its app has delivered it, and paying it back.

import { h, moment } from "./dom.mjs";
import { amount } from "./payments.mjs";

function row(one, model, refund) {
  const until = one.subscribed_until ? ` until ${moment(one.subscribed_until)}` : "";
  const canRefund = one.currency === "XTR" && !one.state.includes("refunded");
  return h(
    "tr",
    { class: "payment" },
    h("th", { scope: "row" }, one.payload, until && h("small", {}, until)),
    h("td", {}, amount(one.amount, one.currency)),
    h("td", {}, model.users.get(one.user_id)?.first_name ?? `id ${one.user_id}`),
    h("td", {}, one.state, h("small", {}, ` ${moment(one.refunded ?? one.paid)}`)),
    h("td", {}, canRefund && h("button", { type: "button", class: "quiet", onclick: () => refund(one) }, "Refund")),
  );
}

export function paymentTable(payments, model, refund) {
  const head = ["payload", "amount", "from", "state", "action"].map((one) => h("th", { scope: "col" }, one));
  const rows = payments.map((one) => row(one, model, refund));
  return h("table", { class: "jobs" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows));
}
