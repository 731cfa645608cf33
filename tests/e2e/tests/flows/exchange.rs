//! Files in and out: an import from the choice of the file to its undo, what is refused, and an export under a filter.

use std::fmt::Write;

use anyhow::{Context, Result};
use porchlight_e2e::{Setting, Sought, Stage};
use serde_json::json;

/// Invented people; the third has no number that could be dialled, the fifth has no name.
const SPRING_FAIR: &str = "First name,Last name,Phone,Source,Town,Remarks\n\
    Ruth,Abel,(215) 555-0134,Web,Ambler,Mother needs help in the mornings\n\
    Walter,Quinn,215-555-0171,Partner,Norristown,\n\
    Ines,Marlow,not known,Web,Lansdale,Call the daughter\n\
    Otis,Fenwick,215 555 0119,Event,Ambler,\n\
    ,,215 555 0120,Web,Ambler,\n";

#[tokio::test]
async fn a_file_is_mapped_imported_read_about_and_taken_back() -> Result<()> {
    Stage::play_at_desk(Setting::office("import"), async |stage| {
        choose(stage, "spring fair.csv", SPRING_FAIR.as_bytes()).await?;
        stage.find(Sought::TestId("import-columns")).await?;
        stage.see_count(Sought::TestId("import-row"), 5).await?;
        let guesses = ["first_name", "last_name", "phone", "source", "city", "comments"];
        for (column, field) in guesses.iter().enumerate() {
            assert_eq!(&chosen_for(stage, column).await?, field, "column {column}");
        }

        // A field has one column: giving it to another leaves the first one out.
        stage.choose("What the column “Remarks” means", "City").await?;
        stage.until_true("document.querySelector('[data-testid=import-column-4]').value === ''").await?;
        stage.see_in(Sought::TestId("import-used"), "5 of 6 columns will be read").await?;
        stage.choose("What the column “Town” means", "City").await?;
        stage.choose("What the column “Remarks” means", "Comments").await?;
        stage.choose("What the column “Last name” means", "Leave out").await?;
        stage.choose("What the column “Last name” means", "Last name").await?;
        assert_eq!(stage.count(&[]).await?, 0, "nothing is written before the import is started");

        stage.click_on(Sought::TestId("import-start")).await?;
        stage
            .see_in(Sought::TestId("import-result"), "3 leads added from spring fair.csv, 2 refused")
            .await?;
        for (figure, count) in [("read", "5"), ("added", "3"), ("rejected", "2")] {
            assert_eq!(stage.text_of(Sought::TestId(&format!("import-{figure}"))).await?, count, "{figure}");
        }
        stage.see_count(Sought::TestId("import-problem"), 2).await?;
        stage.see("“not known” has no digits, so it is no phone number.").await?;
        stage.see("Type a first or a last name.").await?;
        let path = stage.text_of(Sought::TestId("import-problems-file")).await?;
        let problems = std::fs::read_to_string(&path).with_context(|| path.clone())?;
        assert!(problems.contains("Ines,Marlow,not known,Web,Lansdale,Call the daughter"), "{problems}");
        assert!(!problems.contains("Otis"), "{problems}");

        stage.click_on(Sought::TestId("import-show-leads")).await?;
        stage.see_count(Sought::TestId("lead-row"), 3).await?;
        for name in ["Ruth Abel", "Walter Quinn", "Otis Fenwick"] {
            stage.see(name).await?;
        }
        assert_eq!(stage.count(&["--source", "Web"]).await?, 1);

        stage.click("link", "Import").await?;
        stage.click("button", "Undo this import").await?;
        stage
            .see_in(Sought::TestId("import-result"), "Undone: 3 leads imported from spring fair.csv")
            .await?;
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;
        assert_eq!(stage.count(&[]).await?, 0);
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_in_one_sentence() -> Result<()> {
    Stage::play_at_desk(Setting::office("import-refused"), async |stage| {
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
        for (name, content, words) in [
            ("photo.csv", picture.as_slice(), "“photo.csv” is a"),
            ("nothing.csv", b"", "“nothing.csv” is empty"),
            ("page.csv", b"<!DOCTYPE html><html><body>Leads</body></html>", "“page.csv” is a web page"),
        ] {
            choose(stage, name, content).await?;
            stage.see_in(Sought::TestId("import-error"), words).await?;
            assert!(stage.all(Sought::TestId("import-columns")).await?.is_empty());
        }
        std::fs::create_dir(stage.file("a folder"))?;
        stage.choose_next(Some(&stage.file("a folder")))?;
        stage.click_on(Sought::TestId("import-choose")).await?;
        stage.see_in(Sought::TestId("import-error"), "“a folder” is a folder; choose a file in it.").await?;

        // Choosing nothing leaves everything as it was.
        stage.choose_next(None)?;
        stage.click_on(Sought::TestId("import-choose")).await?;
        stage.see_in(Sought::TestId("import-error"), "“a folder” is a folder").await?;
        assert_eq!(stage.count(&[]).await?, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_large_import_can_be_cancelled_and_leaves_nothing() -> Result<()> {
    Stage::play_at_desk(Setting::office("import-cancel"), async |stage| {
        let mut table = String::from("First name,Last name,Phone,Source\n");
        for row in 0..150_000 {
            writeln!(table, "Person{row},Sample,215 555 01{:02},Newspaper {}", row % 100, row % 20)?;
        }
        choose(stage, "a long list.csv", table.as_bytes()).await?;
        stage.click_on(Sought::TestId("import-start")).await?;
        stage.see_in(Sought::TestId("import-done"), " of ").await?;
        stage.until_true("document.querySelector('[data-testid=import-progress]').ariaValueNow > 0").await?;

        // The work goes on while the person looks at something else.
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;
        stage.click("link", "Import").await?;
        stage.click_on(Sought::TestId("import-cancel")).await?;
        stage
            .see_in(
                Sought::TestId("import-note"),
                "The import was cancelled. Nothing of a long list.csv was added.",
            )
            .await?;
        stage.click("link", "Leads").await?;
        stage.see("No leads yet").await?;
        assert_eq!(stage.count(&[]).await?, 0);
        stage.press_with(&[porchlight_e2e::Key::Alt], 'n').await?;
        stage.choose("Source", "Web").await?;
        let sources = stage.text_of(Sought::TestId("lead-field-source")).await?;
        assert!(!sources.contains("Newspaper"), "the lists keep nothing of it either: {sources}");
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn the_export_holds_what_the_list_shows_and_nothing_that_runs() -> Result<()> {
    Stage::play_at_desk(Setting::office("export"), async |stage| {
        for (name, source, comments) in
            [("Ruth", "Web", "=HYPERLINK(\"https://elmstreet.example\",\"Click\")"), ("Otis", "Web", "plain"), ("Ines", "Partner", "")]
        {
            let lead = json!({"first_name": name, "last_name": "Abel", "phone": "0215 555 0134", "source": source, "comments": comments});
            stage.add_lead(lead).await?;
        }
        stage.click("link", "Leads").await?;
        stage.click_on(Sought::TestId("filter-source")).await?;
        stage.click("checkbox", "Web").await?;
        stage.press(porchlight_e2e::Key::Escape).await?;
        stage.see_in(Sought::TestId("leads-total"), "2 leads").await?;
        stage.click_on(Sought::TestId("sort-name")).await?;

        stage.choose_next(None)?;
        stage.click_on(Sought::TestId("export-button")).await?;
        stage.choose_next(Some(&stage.file("no such folder").join("leads.csv")))?;
        stage.click_on(Sought::TestId("export-button")).await?;
        stage.see_a("alert", "leads.csv").await?;
        let file = stage.file("what I see.csv");
        stage.choose_next(Some(&file))?;
        stage.click_on(Sought::TestId("export-button")).await?;
        stage.see_in(Sought::TestId("toast"), "2 leads exported to what I see.csv, with Medicaid numbers and birth dates").await?;
        let written = std::fs::read_to_string(&file)?;
        let lines: Vec<&str> = written.trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(lines.len(), 3, "{written}");
        assert!(lines[0].starts_with("first_name,last_name,phone,"), "{written}");
        assert!(lines[1].starts_with("Otis,Abel,'0215 555 0134,"), "in the order of the list: {written}");
        assert!(lines[2].contains("'=HYPERLINK("), "{written}");
        assert!(!written.contains("Ines"), "{written}");

        stage.click("link", "Activity log").await?;
        stage.see("2 leads exported to what I see.csv, with Medicaid numbers and birth dates").await
    })
    .await
}

/// Writes a file and chooses it on the page of the import.
async fn choose(stage: &Stage, name: &str, content: &[u8]) -> Result<()> {
    let file = stage.file(name);
    std::fs::write(&file, content)?;
    stage.choose_next(Some(&file))?;
    stage.click("link", "Import").await?;
    stage.click_on(Sought::TestId("import-choose")).await
}

/// The field that a column of the file fills.
async fn chosen_for(stage: &Stage, column: usize) -> Result<String> {
    let select = stage.find(Sought::TestId(&format!("import-column-{column}"))).await?;
    Ok(select.prop("value").await?.unwrap_or_default())
}
