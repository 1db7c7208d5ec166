//! The `mod` line of a new migration, put among the others; all else in the file stays as it is, byte for byte.

use std::ops::Range;

/// A line `mod name;`.
struct Module<'a> {
    /// Where it begins and ends, with its line break.
    span: Range<usize>,
    /// What is before `mod`: indentation and visibility.
    before: &'a str,
    name: &'a str,
}

/// Whether a file lists migrations.
pub(crate) fn has_migrations(text: &str) -> bool {
    modules(text).iter().any(|it| is_dated(it.name))
}

/// The file with a line for a module.
pub(crate) fn insert(text: &str, module: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let modules = modules(text);
    let dated: Vec<&Module<'_>> = modules.iter().filter(|it| is_dated(it.name)).collect();
    if let Some(last) = dated.last() {
        // A new one is later than all others, but they may not be sorted.
        let before = dated.iter().rev().find(|it| it.name < module);
        let place = before.unwrap_or(last);
        let at = match before {
            Some(_) => place.span.end,
            None => place.span.start,
        };
        let line = format!("{}mod {module};", place.before);
        return put(text, at, &line, newline);
    }
    let group = last_group(text, &modules);
    let line = format!("mod {module};");
    match (
        group.first(),
        group.iter().rev().find(|it| it.name < module),
    ) {
        (_, Some(before)) => put(text, before.span.end, &line, newline),
        (Some(first), None) => {
            let at = above_attributes(text, first.span.start);
            put(text, at, &line, newline)
        }
        (None, None) => {
            let at = first_item(text);
            let begins = match text[..at].ends_with(&newline.repeat(2)) || at == 0 {
                true => "",
                false => newline,
            };
            let ends = match text[at..].trim().is_empty() {
                true => "",
                false => newline,
            };
            put(text, at, &format!("{begins}{line}{ends}"), newline)
        }
    }
}

/// A text with a line at a place where lines begin.
fn put(text: &str, at: usize, line: &str, newline: &str) -> String {
    let (before, after) = text.split_at(at);
    let missing = match before.is_empty() || before.ends_with('\n') {
        true => "",
        false => newline,
    };
    format!("{before}{missing}{line}{newline}{after}")
}

/// `m20260102103000000_create_posts`
fn is_dated(name: &str) -> bool {
    let digits = name.strip_prefix('m').and_then(|it| it.split_once('_'));
    digits.is_some_and(|(digits, _)| {
        digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// All lines with a module in another file, but for those in comments.
fn modules(text: &str) -> Vec<Module<'_>> {
    let mut found = Vec::new();
    let mut in_comment = false;
    for (span, line) in lines(text) {
        let code = line.trim_start();
        if in_comment || code.starts_with("/*") {
            in_comment = !line.contains("*/");
            continue;
        }
        let Some((before, rest)) = module(line) else {
            continue;
        };
        let name = rest.trim_start();
        let end = name.find(|it: char| !(it.is_alphanumeric() || it == '_'));
        let (name, after) = name.split_at(end.unwrap_or(name.len()));
        if !name.is_empty() && after.trim_start().starts_with(';') {
            found.push(Module { span, before, name });
        }
    }
    found
}

/// What is before the word `mod` of a line, and after it.
fn module(line: &str) -> Option<(&str, &str)> {
    let indent = line.len() - line.trim_start().len();
    let code = &line[indent..];
    let visibility = match code.strip_prefix("pub") {
        None => 0,
        Some(rest) if rest.starts_with('(') => 3 + rest.find(')')? + 1,
        Some(_) => 3,
    };
    let rest = &code[visibility..];
    let keyword = rest.trim_start();
    let at = indent + visibility + (rest.len() - keyword.len());
    let after = keyword.strip_prefix("mod")?;
    let is_word = after.starts_with([' ', '\t']) && (visibility == 0 || rest.len() > keyword.len());
    is_word.then_some((&line[..at], after))
}

/// The modules that stand together, last in the file, with nothing between but attributes and comments; not those within
/// other modules.
fn last_group<'a, 'b>(text: &str, modules: &'b [Module<'a>]) -> &'b [Module<'a>] {
    let is_inside = |it: &Module<'_>| it.before.starts_with([' ', '\t']);
    let Some(last) = modules.iter().rposition(|it| !is_inside(it)) else {
        return &[];
    };
    let mut first = last;
    while first > 0 {
        let between = &text[modules[first - 1].span.end..modules[first].span.start];
        let belongs = |line: &str| line.starts_with("#[") || line.starts_with("//");
        if is_inside(&modules[first - 1]) || !between.lines().all(belongs) {
            break;
        }
        first -= 1;
    }
    &modules[first..=last]
}

/// The begin of the attributes and comments that belong to the item at a place.
fn above_attributes(text: &str, at: usize) -> usize {
    let above: Vec<(Range<usize>, &str)> = lines(&text[..at]).collect();
    let belongs =
        |line: &str| line.starts_with("#[") || line.starts_with("//") && !line.starts_with("//!");
    let own = above.iter().rev().take_while(|(_, line)| belongs(line));
    own.last().map_or(at, |(span, _)| span.start)
}

/// Where the first item begins: after the comment of the file, its inner attributes, and blank lines.
fn first_item(text: &str) -> usize {
    let (mut at, mut in_comment, mut in_attribute) = (0, false, false);
    for (span, line) in lines(text) {
        let code = line.trim();
        let is_header = in_comment
            || in_attribute
            || code.is_empty()
            || code.starts_with("//!")
            || code.starts_with("#!")
            || code.starts_with("/*");
        let is_comment = code.starts_with("//") && !code.starts_with("///");
        in_comment = (in_comment || code.starts_with("/*")) && !code.contains("*/");
        in_attribute = (in_attribute || code.starts_with("#![")) && !code.contains(']');
        if is_header {
            at = span.end;
        } else if !is_comment {
            break;
        }
        // A comment before a blank line belongs to the file, one before an item to that.
    }
    at
}

/// Each line with its place, line break included.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = at..at + line.len();
        at = span.end;
        (span, line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "m20260301000000000_new";

    #[track_caller]
    fn check(before: &str, after: &str) {
        let after = after.replace("NEW", NEW);
        assert_eq!(insert(before, NEW), after);
        let windows = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(insert(&windows(before), NEW), windows(&after), "CRLF");
    }

    #[test]
    fn it_comes_after_the_last_migration() {
        check(
            "mod m20260101000000000_a;\nmod m20260201000000000_b; // why\n\nmigratory::main!();\n",
            "mod m20260101000000000_a;\nmod m20260201000000000_b; // why\nmod NEW;\n\nmigratory::main!();\n",
        );
    }

    #[test]
    fn it_is_as_visible_and_as_far_in_as_the_others() {
        check(
            "pub mod m20260101_000001_a;\n",
            "pub mod m20260101_000001_a;\npub mod NEW;\n",
        );
        check(
            "mod all {\n    pub(crate) mod m20260101000000_a;\n}\n",
            "mod all {\n    pub(crate) mod m20260101000000_a;\n    pub(crate) mod NEW;\n}\n",
        );
    }

    #[test]
    fn the_list_stays_sorted() {
        check(
            "mod helpers;\nmod m20260101000000000_a;\nmod zoo;\n",
            "mod helpers;\nmod m20260101000000000_a;\nmod NEW;\nmod zoo;\n",
        );
        check(
            "mod helpers;\nmod zoo;\n",
            "mod helpers;\nmod NEW;\nmod zoo;\n",
        );
        check("mod zoo;\n", "mod NEW;\nmod zoo;\n");
        check(
            "mod a;\n\n#[cfg(test)]\nmod tests;\n",
            "mod a;\n\nmod NEW;\n#[cfg(test)]\nmod tests;\n",
        );
    }

    #[test]
    fn without_others_it_comes_before_the_first_item() {
        assert_eq!(insert("", NEW), format!("mod {NEW};\n"));
        check("//! All.\n", "//! All.\n\nmod NEW;\n");
        check(
            "//! All.\n#![warn(missing_docs)]\n\nuse a::b;\n",
            "//! All.\n#![warn(missing_docs)]\n\nmod NEW;\n\nuse a::b;\n",
        );
        check(
            "// Licence.\n\n/// What it is.\nfn main() {}\n",
            "// Licence.\n\nmod NEW;\n\n/// What it is.\nfn main() {}\n",
        );
        check(
            "/* a\nmod m20250101000000000_gone;\n*/\nfn main() {}\n",
            "/* a\nmod m20250101000000000_gone;\n*/\n\nmod NEW;\n\nfn main() {}\n",
        );
    }

    #[test]
    fn a_last_line_may_lack_its_line_break() {
        assert_eq!(
            insert("mod m20260101000000000_a;", NEW),
            format!("mod m20260101000000000_a;\nmod {NEW};\n")
        );
    }
}
