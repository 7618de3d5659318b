// What the desk is asked for: always JSON, always with the key that only its own pages have.
const { key, api } = document.body.dataset;

/** An answer that is no success; `status` 0 when nobody answered. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.text ?? "Skrivbordet svarar inte.");
    this.status = status;
    this.body = body;
  }
}

/** Puts a picture beside a text; resolves to {name}, rejects with an ApiError. */
export async function putPicture(path, file) {
  const query = new URLSearchParams({ path, name: file.name });
  const response = await fetch(`${api}picture?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "X-Desk-Key": key },
    body: file,
  }).catch(() => { throw new ApiError(0, null); });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

/** Asks the desk to do something; resolves to its answer, rejects with an ApiError. */
export async function ask(name, body, { signal } = {}) {
  let response;
  try {
    response = await fetch(`${api}${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Desk-Key": key },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, null);
  }
  const answer = await response.json().catch((error) => {
    if (error.name === "AbortError") throw error;
    return null;
  });
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}
