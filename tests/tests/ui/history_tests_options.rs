mod a {
    migratory::history_tests!(folder = "nowhere");
}

mod b {
    migratory::history_tests!(databases = [oracle]);
}

mod c {
    migratory::history_tests!(fodler = "src");
}

fn main() {}
