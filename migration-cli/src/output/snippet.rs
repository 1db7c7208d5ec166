//! The user's source at a place, with what failed underlined, as the compiler shows it.

use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use migration_core::Location;

/// Shows the place below a message, or nothing where the source is not at hand.
pub(super) fn show(at: Location, label: &str, origin: &str, width: usize) -> Option<String> {
    let source = std::fs::read_to_string(found(at.file)?).ok()?;
    let start = offset(&source, at)?;
    let end = call_end(&source, start);
    let label = one_line(label, width.saturating_sub(20).max(20));
    let snippet = Snippet::source(source.as_str())
        .path(origin)
        .annotation(AnnotationKind::Primary.span(start..end).label(label));
    let group = annotate_snippets::Group::with_level(Level::ERROR).element(snippet);
    let renderer = Renderer::styled()
        .decor_style(DecorStyle::Ascii)
        .term_width(width);
    Some(renderer.render(&[group]))
}

/// Where a file of the compiler's is, from the current folder upwards.
fn found(file: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut places = here.ancestors().map(|folder| folder.join(file));
    places.find(|place| Path::is_file(place))
}

/// The byte at a line and a column, both counted from 1; columns are characters.
fn offset(source: &str, at: Location) -> Option<usize> {
    let line_number = usize::try_from(at.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
    let mut begin = 0;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        if number == line_number {
            let (byte, _) = line.char_indices().nth(column)?;
            return Some(begin + byte);
        }
        begin += line.len();
    }
    None
}

/// The end of the call that begins at a byte: its closing parenthesis if that is on the same line, else the line's end.
fn call_end(source: &str, start: usize) -> usize {
    let line_end = source[start..]
        .find('\n')
        .map_or(source.len(), |at| start + at);
    let line = &source[start..line_end];
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' => depth += 1,
            ')' if depth <= 1 => return start + at + usize::from(depth == 1),
            ')' => depth -= 1,
            ';' if depth == 0 => return start + at,
            _ => {}
        }
    }
    start + line.trim_end().len()
}

/// A text on one line, cut where it is longer.
fn one_line(text: &str, longest: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}...", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_ends_with_its_parenthesis() {
        for (source, call) in [
            (
                "add_check(\"a\", \"x > (0)\").name(\"b\");",
                "add_check(\"a\", \"x > (0)\")",
            ),
            ("sql(\"a ) \\\" b\");", "sql(\"a ) \\\" b\")"),
            (
                "create_table(\"a\", |t| {\n    t.id();",
                "create_table(\"a\", |t| {",
            ),
            ("id();", "id()"),
            ("now", "now"),
        ] {
            assert_eq!(&source[..call_end(source, 0)], call);
        }
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        let at = |line, column| Location {
            file: "",
            line,
            column,
        };
        let source = "a\r\nö.drop();\n";
        assert_eq!(offset(source, at(2, 3)), Some(6));
        assert_eq!(offset(source, at(1, 1)), Some(0));
        assert_eq!(offset(source, at(9, 1)), None);
        assert_eq!(offset(source, at(0, 0)), None);
    }
}
