//! Names of types and variants as names in a database.

/// How words are put together.
#[derive(Clone, Copy)]
pub enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// Each with its name, which is written in the case itself.
    pub const ALL: [(&'static str, Self); 8] = [
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    /// A name of Rust in this case.
    pub fn of(self, name: &str) -> String {
        let words = words(name);
        match self {
            Self::Lower => words.concat(),
            Self::Upper => words.concat().to_uppercase(),
            Self::Pascal => words.iter().map(|word| capital(word)).collect(),
            Self::Camel => {
                let rest = words.iter().skip(1).map(|word| capital(word));
                words.iter().take(1).cloned().chain(rest).collect()
            }
            Self::Snake => words.join("_"),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
            Self::Kebab => words.join("-"),
            Self::ScreamingKebab => words.join("-").to_uppercase(),
        }
    }
}

/// The words of a name, in lower case: `HTTPStatus` has two.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let after_small = before.is_some_and(|it| it.is_lowercase() || it.is_numeric());
        let before_small = after.is_some_and(|it| it.is_lowercase());
        let begins = letter.is_uppercase() && before.is_some() && (after_small || before_small);
        if begins || *letter == '_' {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), *letter != '_') {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn words_are_told_apart() {
        for (name, snake) in [
            ("User", "user"),
            ("BlogPost", "blog_post"),
            ("HTTPStatus", "http_status"),
            ("Sha256Sum", "sha256_sum"),
            ("Already_Snake", "already_snake"),
            ("X", "x"),
        ] {
            assert_eq!(Case::Snake.of(name), snake);
        }
    }

    #[test]
    fn each_case_is_as_its_name_says() {
        let all = Case::ALL.map(|(_, case)| case.of("InProgress"));
        let expected = [
            "inprogress",
            "INPROGRESS",
            "InProgress",
            "inProgress",
            "in_progress",
            "IN_PROGRESS",
            "in-progress",
            "IN-PROGRESS",
        ];
        assert_eq!(all, expected);
    }
}
