# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Packs an album into one file. Send it several photos, videos or documents at once.

TELEGRAM_BOT_TOKEN=... python examples/album_bot.py
"""

import io
import zipfile

import scaletg
from scaletg_contrib.albums import Albums

bot = scaletg.Bot()
albums = Albums()

EXTENSIONS = {"photo": "jpg", "video": "mp4"}  # documents and audio files have a name
MAX_BYTES = 20_000_000  # bots can download no more of one file


def name_of(message: scaletg.Message, number: int) -> str:
    name = getattr(message.file, "file_name", None)
    return f"{number:02} {name}" if name else f"{number:02}.{EXTENSIONS.get(message.content_type or '', 'bin')}"


@albums.app
def pack(album: list[scaletg.Message]) -> scaletg.Method | str:
    last = album[-1]
    if any((getattr(message.file, "file_size", 0) or 0) > MAX_BYTES for message in album):
        return "One of these files is too large for me: 20 MB is the most."
    content = io.BytesIO()
    with last.typing("upload_document"), zipfile.ZipFile(content, "w") as archive:  # pictures are compressed already
        for number, message in enumerate(album, 1):
            archive.writestr(name_of(message, number), message.download())
    file = scaletg.InputFile(content.getvalue(), "album.zip")
    return last.reply_document(file, caption=f"{len(album)} files")


@bot.app(fallback=True)
def explain(message: scaletg.Message) -> str:
    return "Send me several photos at once."


@bot.error(scaletg.ApiError, scaletg.NetworkError)
def not_loaded(error: Exception) -> str:
    return "I could not load your album. Please send it again."


bot.load(albums)

if __name__ == "__main__":
    bot.run()
