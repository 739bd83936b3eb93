"""Notebooks that print, show or return more than anybody can use."""

import pathlib
import threading

from conftest import processes_with, write_notebook

MEMORY_MIB = 150  # of the driver


def attachment(work, name):
    (file,) = (work.parent / "spool").glob(f"sessions/*/attachments/*{name}")
    return file


def peak_of_driver(marker, stop, peaks):
    while not stop.wait(0.02):
        for pid in processes_with(marker):
            try:
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                status = pathlib.Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            if any(word.endswith(b"/testtracker_notebook.py") for word in words[:5]) and \
                    "VmHWM:" in status:
                peaks.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def test_a_flood_of_output_stays_in_the_kernel(notebook, work, environment):
    write_notebook(work / "one.ipynb", "for _ in range(2000): print('x' * 99_999)",
                   "from IPython.display import display_html\n"
                   "display_html('y' * 50_000_000, raw=True)", "'z' * 50_000_000")
    stop, peaks = threading.Event(), []
    watcher = threading.Thread(target=peak_of_driver, args=(environment["HOME"], stop, peaks))
    watcher.start()
    code, _, _ = notebook("test", "one.ipynb", "--timeout", "100", "--wait", "0")
    stop.set()
    watcher.join()
    assert code == 0
    assert 0 < max(peaks) <= MEMORY_MIB
    kept = attachment(work, "one.ipynb")
    assert kept.stat().st_size < 2_000_000
    text = kept.read_text()
    assert "198951424 more bytes of output were dropped" in text
    assert "an output of 50000000 bytes was dropped" in text


def test_the_end_of_a_flood_is_kept(notebook, work, journal):
    write_notebook(work / "one.ipynb",
                   "print('first words')\nprint('x' * 3_000_000)\nprint('last words')\n1 / 0")
    notebook("test", "one.ipynb", "--wait", "0")
    (failure,) = [r for r in journal() if r["event"] == "failure"]
    assert failure["text"].rstrip().endswith("last words")


def test_a_secret_at_the_edge_of_what_is_kept_leaves_no_half(notebook, work, journal):
    secret = "top-s3cret-word"
    write_notebook(work / "one.ipynb", "s = dbutils.secrets.get('a', 'b')\n"
                   "print('x' * ((1 << 20) - 10) + s + 'y' * 9000 + s + 'z' * 4088)\n"
                   "raise ValueError('a' * 32760 + s + 'b' * 70000)")
    notebook("test", "one.ipynb", "--wait", "0", env={"TESTTRACKER_SECRET_A__B": secret})
    texts = [attachment(work, suffix).read_text() for suffix in ("one.ipynb", "one.html")]
    texts += [r["text"] for r in journal() if r["event"] == "failure"]
    assert len(texts) == 3
    for text in texts:
        assert "top-s3" not in text and "word" not in text


def test_a_value_beyond_5_mib_is_cut_and_said_to_be(notebook, work, journal):
    write_notebook(work / "one.ipynb", "dbutils.notebook.exit('v' * 60_000_000)")
    code, results, _ = notebook("test", "one.ipynb", "--wait", "0")
    assert code == 0
    assert results["one"]["value"] == "v" * (5 << 20)
    assert any("the returned value was cut" in r["text"] for r in journal() if r["event"] == "note")


def test_a_value_of_5_mib_arrives_whole_whatever_its_letters(notebook, work, environment):
    """Control characters and letters beyond ASCII need up to six bytes each in JSON."""
    write_notebook(work / "one.ipynb", "dbutils.notebook.exit('\\x01' * (5 << 20))")
    write_notebook(work / "two.ipynb", "dbutils.notebook.exit('€' * 1_747_626 + '\\ud800v')")
    stop, peaks = threading.Event(), []
    watcher = threading.Thread(target=peak_of_driver, args=(environment["HOME"], stop, peaks))
    watcher.start()
    code, results, stderr = notebook("run", "one.ipynb", "two.ipynb")
    stop.set()
    watcher.join()
    assert code == 0, stderr
    assert results["one"]["value"] == "\x01" * (5 << 20)
    assert results["two"]["value"] == "€" * 1_747_626 + "?" + "v"
    assert not results["one"]["value_truncated"] and not results["two"]["value_truncated"]
    assert 0 < max(peaks) <= MEMORY_MIB


def test_output_may_be_any_bytes(notebook, work):
    write_notebook(work / "one.ipynb",
                   "import os, sys\nos.write(1, bytes(range(256)) * 100)\n"
                   "sys.stdout.write('\\x00\\x1b[31m\\ud800')\n",
                   "from IPython.display import Image, display\ndisplay(Image(data=b'\\x89PNG' * 9))",
                   "import subprocess\nsubprocess.run(['head', '-c', '100000', '/dev/urandom'])")
    code, results, stderr = notebook("test", "one.ipynb", "--wait", "0")
    assert (code, results["one"]["status"]) == (0, "passed"), (results, stderr)
    assert "<img src='data:image/png;base64," in attachment(work, "one.html").read_text()
