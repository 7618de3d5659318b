// Pictures that are pasted, dropped or chosen: put beside the text, with words for who does not see them.
import { putPicture } from "./api.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const isPicture = (file) => /^image\//.test(file.type) || /\.(heic|heif|avif)$/i.test(file.name);
const quoted = (words) => words.replaceAll("\\", "\\\\").replaceAll('"', "”");
const bracketed = (words) => words.replace(/[[\]]/g, "\\$&");

/** Asks what a picture shows; resolves to {alt, caption, lead}, or null when it is not wanted. */
function described(file, dialog) {
  const shown = URL.createObjectURL(file);
  find("picture-shown").src = shown;
  for (const name of ["picture-alt", "picture-caption"]) find(name).value = "";
  find("picture-told").textContent = "";
  dialog.returnValue = "";
  dialog.showModal();
  find("picture-alt").focus();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      URL.revokeObjectURL(shown);
      const choice = dialog.returnValue;
      done(choice === "text" || choice === "lead" ? {
        alt: find("picture-alt").value.trim(), caption: find("picture-caption").value.trim(), lead: choice === "lead",
      } : null);
    }, { once: true });
  });
}

/** Takes pictures one after the other. `insert(markdown)` puts them into the text, `lead(values)` over it. */
export class Pictures {
  constructor({ path, insert, lead, told }) {
    Object.assign(this, { path, insert, lead, told });
    find("picture-choose").onchange = async ({ target }) => {
      await this.take([...target.files]);
      target.value = "";
    };
    find("picture-add").onclick = () => find("picture-choose").click();
  }

  /** What an event of the text brought along; true when there were pictures in it. */
  brought(data) {
    const files = [...(data?.files ?? [])].filter(isPicture);
    if (files.length) this.take(files);
    return files.length > 0;
  }

  async take(files) {
    for (const file of files) {
      const words = await described(file, find("picture"));
      if (!words) continue;
      try {
        const { name } = await putPicture(this.path, file);
        if (words.lead) this.lead({ image: name, image_alt: words.alt, image_caption: words.caption });
        else {
          const caption = words.caption ? ` "${quoted(words.caption)}"` : "";
          this.insert(`![${words.alt ? bracketed(words.alt) : '""'}](${name}${caption})`);
        }
      } catch (error) {
        this.told(`${error.message} ${error.body?.hint ?? ""}`);
      }
    }
  }
}
