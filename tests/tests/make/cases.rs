//! The lines of `cases.txt`.

/// What is typed, and how the golden file is called.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub words: Vec<String>,
}

impl Case {
    /// The module of its golden file.
    pub fn module(&self) -> String {
        format!("m20260201000000000_{}", self.name)
    }
}

/// All of them.
pub fn all() -> Vec<Case> {
    let lines = include_str!("cases.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    let cases = lines.map(|line| {
        let (name, typed) = line.split_once(": ").expect("a name and what is typed");
        Case {
            name: name.to_owned(),
            words: words(typed),
        }
    });
    cases.collect()
}

/// The words of a line, as a shell has them; quotes are single ones.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            letter => word.push(letter),
        }
    }
    words.push(word);
    words
}
