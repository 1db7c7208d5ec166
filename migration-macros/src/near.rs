//! Words that are close to one that is not known.

/// The known word that is closest to one, if any is close.
///
/// `migration_core::schema::naming::nearest`, said again: the macros are built before the core. A test below holds the two
/// together.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + word.chars().count() / 4;
    let close = known
        .into_iter()
        .map(|other| (distance(word, other), other))
        .filter(|(distance, _)| *distance <= limit);
    close.min().map(|(_, other)| other)
}

/// `; did you mean ...?`, if a known word is close, or begins with the word.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    near(word, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// What is said of a word that is no option: the one that was meant, or all that there are.
pub fn no_option(word: &str, of: &str, known: &[&str]) -> String {
    let then = match near(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are `{}`", known.join("`, `")),
    };
    format!("`{word}` is no option of {of}; {then}")
}

fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let longer = known.iter().copied();
    let mut longer = longer.filter(|known| word.len() > 2 && known.starts_with(word));
    nearest(word, known.iter().copied()).or_else(|| longer.next())
}

/// The Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_macro_and_the_core_find_the_same_words() {
        let known = ["unique", "index", "references", "on_delete", "max_length"];
        for word in [
            "uniqe",
            "max_len",
            "reference",
            "ondelete",
            "x",
            "",
            "indices",
        ] {
            let of_core = migration_core::schema::naming::nearest(word, known);
            assert_eq!(nearest(word, known), of_core, "{word}");
        }
    }
}
