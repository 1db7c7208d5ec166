//! What stands in a file besides SQL: the header and the lines `-- UP` and `-- DOWN`.
//!
//! ```sql
//! -- migratory: phase=post-deploy transaction=false
//! -- UP
//! CREATE INDEX CONCURRENTLY ...;
//! -- DOWN
//! DROP INDEX CONCURRENTLY ...;
//! ```
//!
//! The header stands above all SQL; a second one may stand at the head of the `-- DOWN` section, for that alone. The
//! marker lines have nothing else on them. A file without them is a way up.

use std::io::{self, BufRead};

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first byte.
    pub start: u64,
    /// The byte after its last.
    pub end: u64,
    /// The line that its first byte is in, counted from 1.
    pub line: u32,
}

/// The parts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sections {
    /// The way up: of a file without markers, all of it.
    pub up: Span,
    /// The way down, where there is a `-- DOWN`.
    pub down: Option<Span>,
    /// Whether the way up runs in a transaction.
    pub up_in_transaction: bool,
    /// Whether the way down does.
    pub down_in_transaction: bool,
    /// Whether it runs after the deploy.
    pub post_deploy: bool,
}

/// What is wrong in a file: the line, what it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

fn wrong(line: u32, message: impl Into<String>, help: impl Into<String>) -> Wrong {
    let (message, help) = (message.into(), help.into());
    Wrong {
        line,
        message,
        help,
    }
}

/// Of each line, no more than this is looked at.
const HEAD_OF_A_LINE: usize = 512;

/// Reads a file once, from its beginning.
///
/// # Errors
///
/// The outer error is of reading.
pub fn scan(mut file: impl BufRead) -> io::Result<Result<Sections, Wrong>> {
    let mut scanner = Scanner::default();
    let mut utf8 = Utf8::default();
    let (mut head, mut line, mut at, mut start) = (Vec::new(), 1u32, 0u64, 0u64);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(bytes.len(), |end| end + 1);
        if !utf8.see(&bytes[..taken]) {
            let message = "this file is not UTF-8";
            return Ok(Err(wrong(line, message, "save it as UTF-8")));
        }
        let room = HEAD_OF_A_LINE - head.len();
        head.extend_from_slice(&bytes[..taken.min(room)]);
        file.consume(taken);
        at += taken as u64;
        if end.is_some() {
            if let Err(wrong) = scanner.line(&head, line, start..at) {
                return Ok(Err(wrong));
            }
            head.clear();
            line = line.saturating_add(1);
            start = at;
        }
    }
    if !utf8.is_whole() {
        let message = "this file is not UTF-8";
        return Ok(Err(wrong(line, message, "save it as UTF-8")));
    }
    if start < at
        && let Err(wrong) = scanner.line(&head, line, start..at)
    {
        return Ok(Err(wrong));
    }
    Ok(scanner.finish(at))
}

/// A marker line that was found.
#[derive(Clone, Copy)]
struct Marker {
    line: u32,
    /// Where the marker line begins, and where it ends.
    begins: u64,
    ends: u64,
}

#[derive(Default)]
struct Scanner {
    up: Option<Marker>,
    down: Option<Marker>,
    /// The first line that is neither blank nor a comment.
    first_sql: Option<u32>,
    /// Whether the section that is being read has SQL; until then a header may come.
    has_sql: bool,
    of_file: Option<bool>,
    of_down: Option<bool>,
    post_deploy: Option<bool>,
    /// The length of a byte order mark.
    bom: u64,
}

impl Scanner {
    fn line(&mut self, head: &[u8], line: u32, bytes: std::ops::Range<u64>) -> Result<(), Wrong> {
        let head = match head.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if bytes.start == 0 => {
                self.bom = 3;
                rest
            }
            Some(_) | None => head,
        };
        let text = String::from_utf8_lossy(head);
        let Some(comment) = text.strip_prefix("--") else {
            if !text.trim().is_empty() && !text.trim_start().starts_with("--") {
                self.first_sql.get_or_insert(line);
                self.has_sql = true;
            }
            return Ok(());
        };
        let comment = comment.trim();
        if comment.eq_ignore_ascii_case("up") {
            return self.up_marker(line, bytes);
        }
        if comment.eq_ignore_ascii_case("down") {
            return self.down_marker(line, bytes);
        }
        if line == 1 && text.starts_with("-- no-transaction") {
            // What sqlx reads, whatever stands behind it on the line.
            self.of_file = Some(false);
        }
        match comment.strip_prefix("migratory:") {
            Some(options) => self.header(options, line),
            None => Ok(()),
        }
    }

    fn up_marker(&mut self, line: u32, bytes: std::ops::Range<u64>) -> Result<(), Wrong> {
        if let Some(before) = self.up {
            let message = format!("a second `-- UP`; the first is in line {}", before.line);
            return Err(wrong(
                line,
                message,
                "one file is one migration: make another file",
            ));
        }
        if self.down.is_none()
            && let Some(sql) = self.first_sql
        {
            let message = format!("there is SQL before `-- UP`, in line {sql}");
            return Err(wrong(
                line,
                message,
                "put `-- UP` above all SQL of the way up",
            ));
        }
        self.up = Some(Marker {
            line,
            begins: bytes.start,
            ends: bytes.end,
        });
        self.has_sql = false;
        Ok(())
    }

    fn down_marker(&mut self, line: u32, bytes: std::ops::Range<u64>) -> Result<(), Wrong> {
        if let Some(before) = self.down {
            let message = format!("a second `-- DOWN`; the first is in line {}", before.line);
            return Err(wrong(
                line,
                message,
                "one file is one migration: make another file",
            ));
        }
        if self.up.is_none() {
            let message = "`-- DOWN` without an `-- UP` above it";
            return Err(wrong(
                line,
                message,
                "write the line `-- UP` above the SQL of the way up",
            ));
        }
        self.down = Some(Marker {
            line,
            begins: bytes.start,
            ends: bytes.end,
        });
        self.has_sql = false;
        Ok(())
    }

    fn header(&mut self, options: &str, line: u32) -> Result<(), Wrong> {
        if self.has_sql {
            let message = "the header `-- migratory:` comes after SQL";
            return Err(wrong(line, message, "put it above all SQL"));
        }
        for option in options.split([' ', '\t', ',']).filter(|it| !it.is_empty()) {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            match (key, value) {
                ("transaction", "true" | "false") => {
                    let slot = match self.down {
                        Some(_) => &mut self.of_down,
                        None => &mut self.of_file,
                    };
                    if slot.replace(value == "true").is_some() {
                        let message = "`transaction` is said twice";
                        return Err(wrong(line, message, "say it once"));
                    }
                }
                ("transaction", _) => {
                    let message = format!("`transaction` is true or false, not {value:?}");
                    return Err(wrong(
                        line,
                        message,
                        "write -- migratory: transaction=false",
                    ));
                }
                ("phase", _) if self.down.is_some() => {
                    let message = "`phase` holds for both ways";
                    return Err(wrong(line, message, "put it at the head of the file"));
                }
                ("phase", "pre-deploy" | "post-deploy") => {
                    if self.post_deploy.replace(value == "post-deploy").is_some() {
                        return Err(wrong(line, "`phase` is said twice", "say it once"));
                    }
                }
                ("phase", _) => {
                    let message = format!("there is no phase {value:?}");
                    let help = "write -- migratory: phase=post-deploy, or nothing for pre-deploy";
                    return Err(wrong(line, message, help));
                }
                ("tags", _) => {
                    let message = format!("`{key}` is not supported yet");
                    return Err(wrong(line, message, "leave it out"));
                }
                _ => {
                    let message = format!("`{key}` is no option of a SQL file");
                    return Err(wrong(
                        line,
                        message,
                        "these are: -- migratory: phase=post-deploy transaction=false",
                    ));
                }
            }
        }
        Ok(())
    }

    fn finish(self, size: u64) -> Result<Sections, Wrong> {
        let up = match self.up {
            // What stands above it, comments all, is left out.
            Some(up) => Span {
                start: up.ends,
                end: self.down.map_or(size, |down| down.begins),
                line: up.line.saturating_add(1),
            },
            None => Span {
                start: self.bom,
                end: size,
                line: 1,
            },
        };
        let of_file = self.of_file.unwrap_or(true);
        Ok(Sections {
            up,
            down: self.down.map(|down| Span {
                start: down.ends,
                end: size,
                line: down.line.saturating_add(1),
            }),
            up_in_transaction: of_file,
            down_in_transaction: self.of_down.unwrap_or(of_file),
            post_deploy: self.post_deploy.unwrap_or(false),
        })
    }
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Default)]
struct Utf8 {
    /// The beginning of a character that has not come to its end.
    begun: Vec<u8>,
}

impl Utf8 {
    fn see(&mut self, mut bytes: &[u8]) -> bool {
        while !self.begun.is_empty() {
            let Some((first, rest)) = bytes.split_first() else {
                return true;
            };
            self.begun.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return false,
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => {
                self.begun = bytes[error.valid_up_to()..].to_vec();
                error.error_len().is_none()
            }
        }
    }

    fn is_whole(&self) -> bool {
        self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(text: &str) -> Result<Sections, Wrong> {
        // A buffer of a few bytes: lines and characters come in pieces.
        scan(io::BufReader::with_capacity(5, text.as_bytes())).unwrap()
    }

    fn parts(text: &str) -> (&str, Option<&str>) {
        let sections = sections(text).unwrap();
        let of = |span: Span| &text[span.start as usize..span.end as usize];
        (of(sections.up), sections.down.map(of))
    }

    #[test]
    fn a_file_without_markers_is_a_way_up() {
        assert_eq!(parts("SELECT 1;\n"), ("SELECT 1;\n", None));
        assert_eq!(parts("\u{feff}SELECT 'é'"), ("SELECT 'é'", None));
        assert_eq!(parts(""), ("", None));
    }

    #[test]
    fn markers_divide_a_file() {
        let text = "-- what it does\n-- UP\r\nSELECT 1;\n-- an up-date\n--down\nSELECT 2;";
        assert_eq!(
            parts(text),
            ("SELECT 1;\n-- an up-date\n", Some("SELECT 2;"))
        );
        let found = sections(text).unwrap();
        assert_eq!((found.up.line, found.down.unwrap().line), (3, 6));
        assert_eq!(parts("-- UP\n-- DOWN"), ("", Some("")));
    }

    #[test]
    fn headers_hold_for_the_file_or_for_the_way_down() {
        let of = |text| {
            let found = sections(text).unwrap();
            (found.up_in_transaction, found.down_in_transaction)
        };
        assert_eq!(of("SELECT 1"), (true, true));
        assert_eq!(
            of("-- a comment\n-- migratory: transaction=false\nSELECT 1"),
            (false, false)
        );
        assert_eq!(
            of("-- UP\n-- migratory: transaction=false\nS\n-- DOWN\nT"),
            (false, false)
        );
        assert_eq!(
            of("-- UP\nS\n-- DOWN\n-- migratory: transaction=false\nT"),
            (true, false)
        );
        assert_eq!(of("-- no-transaction\nSELECT 1"), (false, false));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, message) in [
            (
                "SELECT 1;\n-- UP\n",
                2,
                "there is SQL before `-- UP`, in line 1",
            ),
            (
                "-- UP\n-- DOWN\n-- UP",
                3,
                "a second `-- UP`; the first is in line 1",
            ),
            (
                "-- UP\n-- DOWN\n-- DOWN",
                3,
                "a second `-- DOWN`; the first is in line 2",
            ),
            (
                "SELECT 1;\n-- DOWN",
                2,
                "`-- DOWN` without an `-- UP` above it",
            ),
            (
                "SELECT 1;\n-- migratory: transaction=false",
                2,
                "the header `-- migratory:` comes after SQL",
            ),
            (
                "-- migratory: transaction=no",
                1,
                "`transaction` is true or false, not \"no\"",
            ),
            (
                "\n-- migratory: phase=later",
                2,
                "there is no phase \"later\"",
            ),
            (
                "-- migratory: speed=high",
                1,
                "`speed` is no option of a SQL file",
            ),
        ] {
            let found = sections(text).unwrap_err();
            assert_eq!((found.line, found.message.as_str()), (line, message));
        }
    }

    #[test]
    fn what_is_not_utf8_is_said_with_its_line() {
        for bytes in [&b"a\nb\xff"[..], b"a\n\xc3", b"a\n\xc3\x28"] {
            let found = scan(io::BufReader::with_capacity(1, bytes)).unwrap();
            assert_eq!(found.unwrap_err().line, 2, "{bytes:?}");
        }
    }
}
