//! Small changes of TOML that keep everything else, comments and line breaks too.

use std::ops::Range;

use toml_edit::{Array, Document, DocumentMut, Item, Table, Value, value};

/// The manifest of a workspace with one more member; nothing if it has it already. A package becomes a workspace.
pub(super) fn with_member(text: &str, dir: &str) -> Result<Option<String>, String> {
    let manifest = Document::parse(text).map_err(|error| format!("it cannot be read: {error}"))?;
    let members = manifest.get("workspace").and_then(|it| it.get("members"));
    let Some(members) = members else {
        return edited(text, |manifest| {
            let list: Array = [dir].into_iter().collect();
            table(manifest, "workspace")?.insert("members", value(list));
            Ok(true)
        });
    };
    let list = members.as_array().ok_or("`members` is no list")?;
    let mut patterns = list.iter().filter_map(Value::as_str);
    if patterns.any(|pattern| matches(pattern, dir)) {
        return Ok(None);
    }
    let span = list.span().ok_or("`members` has no place")?;
    Ok(Some(match list.iter().last().and_then(Value::span) {
        Some(last) => after_last(text, last, dir),
        None => format!(
            "{}\"{dir}\"{}",
            &text[..=span.start],
            &text[span.start + 1..]
        ),
    }))
}

/// A list with one more text after its last value: on a line of its own where that has one, under the comment of that.
fn after_last(text: &str, last: Range<usize>, new: &str) -> String {
    let line = text[..last.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..last.start];
    let end = last.end;
    let comma = comma(&text[end..]).map(|at| end + at + 1);
    if !indent.trim().is_empty() || indent.is_empty() {
        return match comma {
            Some(comma) => format!("{} \"{new}\",{}", &text[..comma], &text[comma..]),
            None => format!("{}, \"{new}\"{}", &text[..end], &text[end..]),
        };
    }
    let (after, missing) = match comma {
        Some(comma) => (comma, ""),
        None => (end, ","),
    };
    let line_end = text[after..].find('\n').map_or(text.len(), |at| after + at);
    let (same_line, rest) = (&text[after..line_end], &text[line_end..]);
    let newline = if same_line.ends_with('\r') {
        "\r\n"
    } else {
        "\n"
    };
    let same_line = same_line.trim_end_matches('\r');
    let before = &text[..after];
    // The bracket may stand on the line of the last value.
    if same_line.trim_start().starts_with(']') {
        return format!(
            "{before}{missing}{newline}{indent}\"{new}\"{}",
            &text[after..]
        );
    }
    let ends = newline.trim_end_matches('\n');
    format!("{before}{missing}{same_line}{newline}{indent}\"{new}\",{ends}{rest}")
}

/// Where the comma is that follows a value, if one does: white space and comments may be between.
fn comma(rest: &str) -> Option<usize> {
    let mut in_comment = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            '\n' => in_comment = false,
            _ if in_comment || letter.is_whitespace() => {}
            '#' => in_comment = true,
            ',' => return Some(at),
            _ => return None,
        }
    }
    None
}

/// The configuration of cargo with the alias `migrate`; nothing if there is one of that name.
pub(super) fn with_alias(text: &str, alias: &str) -> Result<Option<String>, String> {
    edited(text, |config| {
        let aliases = table(config, "alias")?;
        if aliases.contains_key("migrate") {
            return Ok(false);
        }
        aliases.insert("migrate", value(alias));
        Ok(true)
    })
}

/// Changes a text, unless there is nothing to change.
fn edited(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<bool, String>,
) -> Result<Option<String>, String> {
    // The writer ends lines in its own way.
    let is_crlf = text.contains("\r\n");
    let plain = if is_crlf {
        text.replace("\r\n", "\n")
    } else {
        text.to_owned()
    };
    let mut document: DocumentMut = plain
        .parse()
        .map_err(|error| format!("it cannot be read: {error}"))?;
    if !change(&mut document)? {
        return Ok(None);
    }
    let text = document.to_string();
    Ok(Some(if is_crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    }))
}

fn table<'a>(
    document: &'a mut DocumentMut,
    name: &str,
) -> Result<&'a mut dyn toml_edit::TableLike, String> {
    let item = document
        .entry(name)
        .or_insert_with(|| Item::Table(Table::new()));
    item.as_table_like_mut()
        .ok_or_else(|| format!("`{name}` is no table"))
}

/// Whether a pattern with `*`, as cargo has them, is for a path.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let (patterns, parts) = (pattern.split('/'), path.split('/'));
    patterns.clone().count() == parts.clone().count()
        && patterns
            .zip(parts)
            .all(|(pattern, part)| match pattern.split_once('*') {
                None => pattern == part,
                Some((begin, end)) => {
                    part.len() >= begin.len() + end.len()
                        && part.starts_with(begin)
                        && part.ends_with(end)
                }
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let windows = |text: &str| text.replace('\n', "\r\n");
        let edited = with_member(before, "migrations").unwrap();
        assert_eq!(edited.as_deref(), Some(after));
        let edited = with_member(&windows(before), "migrations").unwrap();
        assert_eq!(edited, Some(windows(after)), "CRLF");
        assert_eq!(with_member(after, "migrations"), Ok(None), "twice");
    }

    #[test]
    fn a_member_is_added_and_all_else_stays() {
        check(
            "# All.\n[workspace]\nmembers = [\"a\", 'b'] # ours\nresolver = \"3\"\n",
            "# All.\n[workspace]\nmembers = [\"a\", 'b', \"migrations\"] # ours\nresolver = \"3\"\n",
        );
        check(
            "[workspace]\nmembers = [\n    \"a\",\n    # why\n    \"b\",\n]\n",
            "[workspace]\nmembers = [\n    \"a\",\n    # why\n    \"b\",\n    \"migrations\",\n]\n",
        );
        check(
            "[workspace]\nmembers = [\n    \"a\", # first\n    \"b\" # last\n]\n",
            "[workspace]\nmembers = [\n    \"a\", # first\n    \"b\", # last\n    \"migrations\",\n]\n",
        );
        check(
            "[workspace]\nmembers = [\n  \"a\",\n  \"b\"]\n",
            "[workspace]\nmembers = [\n  \"a\",\n  \"b\",\n  \"migrations\"]\n",
        );
        check(
            "[workspace]\nmembers = [] # none\n",
            "[workspace]\nmembers = [\"migrations\"] # none\n",
        );
        check(
            "workspace = { members = [\"a\",] }\n",
            "workspace = { members = [\"a\", \"migrations\",] }\n",
        );
        check(
            "[workspace]\nresolver = \"3\"\n",
            "[workspace]\nresolver = \"3\"\nmembers = [\"migrations\"]\n",
        );
    }

    #[test]
    fn a_package_becomes_a_workspace() {
        check(
            "[package]\nname = \"shop\"\n\n[dependencies]\na = \"1\" # why\n",
            "[package]\nname = \"shop\"\n\n[dependencies]\na = \"1\" # why\n\n[workspace]\nmembers = [\"migrations\"]\n",
        );
    }

    #[test]
    fn a_member_by_a_pattern_is_one() {
        for pattern in ["*", "mig*", "./migrations", "migrations/"] {
            let text = format!("[workspace]\nmembers = [{pattern:?}]\n");
            assert_eq!(with_member(&text, "migrations"), Ok(None), "{pattern}");
        }
        assert!(!matches("crates/*", "migrations"));
    }

    #[test]
    fn an_alias_is_added_unless_there_is_one() {
        let alias = "run --package migrations --";
        let config = "[build]\njobs = 2 # few\n\n[alias]\nxtask = \"run -p xtask --\"\n";
        let edited = with_alias(config, alias).unwrap().unwrap();
        assert_eq!(edited, format!("{config}migrate = \"{alias}\"\n"));
        assert_eq!(with_alias(&edited, alias), Ok(None));
        let other = "[alias]\nmigrate = [\"run\", \"-p\", \"other\"]\n";
        assert_eq!(with_alias(other, alias), Ok(None));
    }

    #[test]
    fn what_is_no_toml_is_not_touched() {
        assert!(with_member("[workspace", "migrations").is_err());
        assert!(with_member("workspace = 1", "migrations").is_err());
        assert!(with_alias("alias = 1", "run").is_err());
    }
}
