// How an update ended.

// The calls of an update that failed for good: not those that went well when they were tried again.
export function refusals(record) {
  const isSame = ({ event: a }, { event: b }) =>
    a.method === b.method && JSON.stringify(a.parameters) === JSON.stringify(b.parameters);
  const wentWell = (one, rest) => rest.some((next) => next.event.answer.ok && isSame(one, next));
  return record.calls.filter((one, place) => !one.event.answer.ok && !wentWell(one, record.calls.slice(place)));
}

export const comesAgain = (trace) => trace.retry_after !== null && trace.retry_after !== undefined;

// How an update ended, in one word and a class.
export function ending(record) {
  if (!record) return ["waits", "wait"];
  return record.isTraced ? endingOfTrace(record) : endingOutside(record);
}

function endingOfTrace(record) {
  const { trace } = record;
  if (!trace) return ["waits", "wait"];
  if (trace.error) return ["raised", "bad"];
  if (trace.duplicate) return ["delivered before", "none"];
  if (comesAgain(trace)) return ["comes again", "wait"];
  if (refusals(record).length) return ["refused", "bad"];
  if (trace.unsent?.length) return ["not all sent", "bad"];
  return trace.app ? ["answered", "good"] : ["no answer", "none"];
}

// Of a bot in another process only the deliveries and the calls are known.
function endingOutside(record) {
  const last = record.deliveries.at(-1);
  if (refusals(record).length) return ["refused", "bad"];
  if (record.calls.length) return ["answered", "good"];
  if (!last) return ["waits", "wait"];
  if (last.status < 200 || last.status > 299) return ["not delivered", "bad"];
  return ["no answer", "none"];
}
