//! One and many, in English: `author` is in the table `authors`. What is not English enough is written out:
//! `author:references{autores}`.

/// Words that do not go by the rules.
const IRREGULAR: [(&str, &str); 14] = [
    ("child", "children"),
    ("cookie", "cookies"),
    ("criterion", "criteria"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("index", "indexes"),
    ("leaf", "leaves"),
    ("man", "men"),
    ("mouse", "mice"),
    ("movie", "movies"),
    ("person", "people"),
    ("shelf", "shelves"),
    ("tooth", "teeth"),
    ("woman", "women"),
];
/// Words that are the same.
const SAME: [&str; 12] = [
    "data",
    "equipment",
    "feedback",
    "fish",
    "information",
    "media",
    "metadata",
    "money",
    "news",
    "series",
    "sheep",
    "species",
];

/// Many of it: of `blog_post`, `blog_posts`.
pub fn plural(word: &str) -> String {
    let (before, last) = last_word(word);
    let many = match last {
        _ if SAME.contains(&last) || is_plural(last) => last.to_owned(),
        _ => match IRREGULAR.iter().find(|(one, _)| *one == last) {
            Some((_, many)) => (*many).to_owned(),
            None => by_the_rules(last),
        },
    };
    format!("{before}{many}")
}

/// One of them: of `blog_posts`, `blog_post`.
pub fn singular(word: &str) -> String {
    let (before, last) = last_word(word);
    let one = match IRREGULAR.iter().find(|(_, many)| *many == last) {
        Some((one, _)) => (*one).to_owned(),
        None if SAME.contains(&last) => last.to_owned(),
        None => one_of(last),
    };
    format!("{before}{one}")
}

fn is_plural(word: &str) -> bool {
    let ends_like_one = ["ss", "us", "is", "as", "os"];
    IRREGULAR.iter().any(|(_, many)| *many == word)
        || word.ends_with('s') && !ends_like_one.iter().any(|it| word.ends_with(it))
}

fn by_the_rules(word: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh"];
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !stem.is_empty() => {
            format!("{stem}ies")
        }
        _ if word.ends_with("sis") => format!("{}es", &word[..word.len() - 2]),
        _ if hisses.iter().any(|it| word.ends_with(it)) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn one_of(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = [
        "sses", "xes", "zzes", "ches", "shes", "tuses", "buses", "ruses",
    ];
    if hissing.iter().any(|it| word.ends_with(it)) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if is_plural(word) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// What is before the last word of a name, and that word.
fn last_word(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('_').map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_becomes_many_and_many_one() {
        for (one, many) in [
            ("author", "authors"),
            ("category", "categories"),
            ("day", "days"),
            ("box", "boxes"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("branch", "branches"),
            ("house", "houses"),
            ("case", "cases"),
            ("person", "people"),
            ("movie", "movies"),
            ("news", "news"),
            ("blog_post", "blog_posts"),
            ("family_person", "family_people"),
        ] {
            assert_eq!(plural(one), many);
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn many_stay_many_and_one_stays_one() {
        assert_eq!(plural("users"), "users");
        assert_eq!(plural("people"), "people");
        assert_eq!(plural("analysis"), "analyses");
        assert_eq!(singular("user"), "user");
        assert_eq!(singular("status"), "status");
    }
}
