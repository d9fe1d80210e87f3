// A payment, as Telegram's client leads a person through it: shipping, the bot's word, then the money.

import { api, choose, failed, h, show, toast } from "./dom.mjs";

const WAIT_SECONDS = 12; // Telegram gives a bot 10

export const money = (one) => amount(one.total_amount, one.currency);
export const amount = (units, currency) =>
  currency === "XTR" ? `${units} ⭐` : `${(units / 10 ** digits(currency)).toFixed(digits(currency))} ${currency}`;

function digits(currency) {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    return 2;
  }
}

// Waits until the bot has decided, asks the person for the shipping, and says how it ended: paid, failed or cancelled.
export async function checkOut(id, user) {
  toast("Asking the bot …");
  const payment = await api(`/control/queries/${encodeURIComponent(id)}?timeout=${WAIT_SECONDS}`).catch(failed);
  if (!payment) return "failed";
  if (!payment.answer) return unanswered(payment);
  if (!payment.answer.ok) {
    const reason = payment.answer.error_message || "It did not say why.";
    show("The bot refused the payment", h("p", { class: "refusal" }, reason));
    return "failed";
  }
  if (payment.step === "checkout") {
    toast("Paid");
    return "paid";
  }
  const options = payment.answer.shipping_options.map((one) => {
    const price = one.prices.reduce((sum, part) => sum + Number(part.amount), 0);
    return [one.title, amount(price, payment.invoice.currency)];
  });
  const chosen = await choose("How should it be sent?", options);
  if (chosen === null) return "cancelled";
  return api("/control/do/choose_shipping", { user, query_id: id, option: payment.answer.shipping_options[chosen].id })
    .then(() => checkOut(id, user))
    .catch(failed);
}

function unanswered(payment) {
  const [kind, method] =
    payment.step === "shipping"
      ? ["shipping_query", "answerShippingQuery"]
      : ["pre_checkout_query", "answerPreCheckoutQuery"];
  show(
    "The bot has not answered",
    h("p", {}, `Nothing was paid: Telegram waits 10 seconds for ${method}. The bot needs an app with on="${kind}".`),
  );
  return "failed";
}
