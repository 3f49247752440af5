//! The table for a spreadsheet and the file for the bank, with names as people and programs make them up.

use expect_test::{Expect, expect};
use uuid::Uuid;
use valta_domain::{
    AgentId, BatchId, Timestamp,
    payment::{Payment, State, Via},
};
use valta_store::views::payment::{PayLine, PaymentLine};

use super::*;
use crate::payment::{csv, pain};

/// 24 September 2026, 01:40 in Helsinki, and still the day before in UTC.
const AT: Timestamp = Timestamp(1_790_203_200_000_000);
const BATCH: BatchId = BatchId(Uuid::from_u128(0xb));

fn line(number: i64, name: &str, minor: i64, account: Option<&str>) -> PayLine {
    PayLine {
        remedy: RemedyId(Uuid::from_u128(u128::try_from(number).expect("a number"))),
        case: CaseId(Uuid::from_u128(8)),
        number,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(minor, Currency::EUR)),
        customer: Some((CustomerId(Uuid::from_u128(9)), name.into())),
        giver: (AgentId(Uuid::from_u128(1)), "Aava Agentti".into()),
        why: Some("Aamiainen ei tullut".into()),
        given_at: AT,
        payee: None,
        account: account.map(str::to_owned),
        taken_by: None,
        payment: PaymentLine {
            state: State::Granted,
            via: None,
            round: Payment::GRANTED.round,
            batch: None,
            reversal_asked: false,
            because: None,
            reason: None,
            reference: None,
            at: AT,
        },
    }
}

/// Names that try to be something else.
fn hostile() -> Vec<String> {
    vec![
        "=cmd|' /C calc'!A0".into(),
        "+358401234567".into(),
        "-2+3".into(),
        "@SUM(A1:A9)".into(),
        "\tTab".into(),
        "\r\nInjected: yes".into(),
        "Mallikas, \"Milla\"".into(),
        "Åke Öström-Ñuñez & <b>Söhne</b>".into(),
        "🙂 Aino 🇫🇮".into(),
        "\u{202e}nigiriR evoL".into(),
        "محمد".into(),
        "＝1+1".into(),
        "x".repeat(200),
        "//secret//".into(),
        String::new(),
    ]
}

#[test]
fn a_table_that_no_spreadsheet_calculates() {
    let mut lines: Vec<PayLine> =
        (1..).zip(hostile()).map(|(number, name)| line(number, &name, 7_00, None)).collect();
    lines.truncate(12);
    let taken = PayLine {
        account: Some("fi21 1234 5600 0007 85".into()),
        taken_by: Some((AgentId(Uuid::from_u128(2)), "=Liisa".into())),
        amount: Some(Money::new(5, "JPY".parse().expect("a currency"))),
        why: Some("First line\nsecond, with a comma".into()),
        payment: PaymentLine {
            state: State::Sent,
            via: Some(Via::Finance),
            batch: Some(BATCH),
            reversal_asked: true,
            ..line(1, "", 1, None).payment
        },
        ..line(13, "Aino", 1, None)
    };
    lines.push(taken);
    lines.push(PayLine { amount: None, customer: None, ..line(14, "", 1, Some("=1")) });
    let table = String::from_utf8(csv::write(&lines)).expect("UTF-8");
    assert!(table.starts_with('\u{feff}'));
    let rows = table.trim_start_matches('\u{feff}').replace("00000000-0000-0000-0000-0000000000", "…");
    expect![[r#"
        remedy,case,state,kind,amount,currency,customer,account,given_by,given_at,why,taken_by,batch,asked_back␍
        …01,1,waiting,refund,7.00,EUR,'=cmd|' /C calc'!A0,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …02,2,waiting,refund,7.00,EUR,'+358401234567,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …03,3,waiting,refund,7.00,EUR,'-2+3,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …04,4,waiting,refund,7.00,EUR,'@SUM(A1:A9),,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …05,5,waiting,refund,7.00,EUR,'	Tab,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …06,6,waiting,refund,7.00,EUR,"'
        Injected: yes",,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …07,7,waiting,refund,7.00,EUR,"Mallikas, ""Milla""",,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …08,8,waiting,refund,7.00,EUR,Åke Öström-Ñuñez & <b>Söhne</b>,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …09,9,waiting,refund,7.00,EUR,🙂 Aino 🇫🇮,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …0a,10,waiting,refund,7.00,EUR,nigiriR evoL,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …0b,11,waiting,refund,7.00,EUR,محمد,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …0c,12,waiting,refund,7.00,EUR,'＝1+1,,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
        …0d,13,in_hand,refund,5,JPY,Aino,FI2112345600000785,Aava Agentti,2026-09-23T22:40:00Z,"First line
        second, with a comma",'=Liisa,0000000000000000000000000000000b,yes␍
        …0e,14,waiting,refund,,,,'=1,Aava Agentti,2026-09-23T22:40:00Z,Aamiainen ei tullut,,,␍
    "#]]
    .assert_eq(&rows.replace('\r', "␍"));
}

fn debtor(bic: Option<&str>) -> Debtor {
    Debtor { name: "Revontuli Oy".into(), iban: "FI2112345600000785".into(), bic: bic.map(str::to_owned) }
}

#[track_caller]
fn file(debtor: &Debtor, lines: &[PayLine], expected: &Expect) {
    let file = pain::write(debtor, BATCH, AT, lines).expect("a file");
    expected.assert_eq(&String::from_utf8(file).expect("UTF-8"));
}

#[test]
fn a_file_for_the_bank() {
    file(
        &debtor(Some("NDEAFIHH")),
        &[
            line(1, "Aino Äyräväinen", 7_00, Some("FI2112345600000785")),
            line(2, "Åke Öström", 1_234_56, Some("se45 5000 0000 0583 9825 7466")),
        ],
        &expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
              <CstmrCdtTrfInitn>
                <GrpHdr>
                  <MsgId>0000000000000000000000000000000b</MsgId>
                  <CreDtTm>2026-09-23T22:40:00Z</CreDtTm>
                  <NbOfTxs>2</NbOfTxs>
                  <CtrlSum>1241.56</CtrlSum>
                  <InitgPty>
                    <Nm>Revontuli Oy</Nm>
                  </InitgPty>
                </GrpHdr>
                <PmtInf>
                  <PmtInfId>EUR0000000000000000000000000000000b</PmtInfId>
                  <PmtMtd>TRF</PmtMtd>
                  <NbOfTxs>2</NbOfTxs>
                  <CtrlSum>1241.56</CtrlSum>
                  <PmtTpInf>
                    <SvcLvl>
                      <Cd>SEPA</Cd>
                    </SvcLvl>
                  </PmtTpInf>
                  <ReqdExctnDt>
                    <Dt>2026-09-24</Dt>
                  </ReqdExctnDt>
                  <Dbtr>
                    <Nm>Revontuli Oy</Nm>
                  </Dbtr>
                  <DbtrAcct>
                    <Id>
                      <IBAN>FI2112345600000785</IBAN>
                    </Id>
                  </DbtrAcct>
                  <DbtrAgt>
                    <FinInstnId>
                      <BICFI>NDEAFIHH</BICFI>
                    </FinInstnId>
                  </DbtrAgt>
                  <ChrgBr>SLEV</ChrgBr>
                  <CdtTrfTxInf>
                    <PmtId>
                      <EndToEndId>00000000000000000000000000000001</EndToEndId>
                    </PmtId>
                    <Amt>
                      <InstdAmt Ccy="EUR">7.00</InstdAmt>
                    </Amt>
                    <Cdtr>
                      <Nm>Aino Ayravainen</Nm>
                    </Cdtr>
                    <CdtrAcct>
                      <Id>
                        <IBAN>FI2112345600000785</IBAN>
                      </Id>
                    </CdtrAcct>
                    <RmtInf>
                      <Ustrd>Revontuli Oy, 1</Ustrd>
                    </RmtInf>
                  </CdtTrfTxInf>
                  <CdtTrfTxInf>
                    <PmtId>
                      <EndToEndId>00000000000000000000000000000002</EndToEndId>
                    </PmtId>
                    <Amt>
                      <InstdAmt Ccy="EUR">1234.56</InstdAmt>
                    </Amt>
                    <Cdtr>
                      <Nm>Ake Ostrom</Nm>
                    </Cdtr>
                    <CdtrAcct>
                      <Id>
                        <IBAN>SE4550000000058398257466</IBAN>
                      </Id>
                    </CdtrAcct>
                    <RmtInf>
                      <Ustrd>Revontuli Oy, 2</Ustrd>
                    </RmtInf>
                  </CdtTrfTxInf>
                </PmtInf>
              </CstmrCdtTrfInitn>
            </Document>
        "#]],
    );
}

#[test]
fn a_group_for_each_currency_and_a_bank_that_is_known_by_the_account_alone() {
    let kronor = |number, minor| PayLine {
        amount: Some(Money::new(minor, Currency::SEK)),
        ..line(number, "Åke", 1, Some("SE4550000000058398257466"))
    };
    let yen = PayLine {
        amount: Some(Money::new(900, "JPY".parse().expect("a currency"))),
        ..line(4, "Aiko", 1, Some("FI2112345600000785"))
    };
    let lines = [kronor(1, 50), line(2, "Aino", 7_05, Some("FI2112345600000785")), kronor(3, 100_00), yen];
    let file = pain::write(&debtor(None), BATCH, AT, &lines).expect("a file");
    let file = String::from_utf8(file).expect("UTF-8");
    let values = |name: &str| -> Vec<String> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        file.split(&open).skip(1).map(|rest| rest.split(&close).next().expect("an end").to_owned()).collect()
    };
    assert_eq!(values("NbOfTxs"), ["4", "1", "1", "2"]);
    assert_eq!(values("CtrlSum"), ["1007.55".to_owned(), "7.05".into(), "900".into(), "100.50".into()]);
    assert_eq!(values("Cd"), ["SEPA"]);
    assert_eq!(values("ChrgBr"), ["SLEV"]);
    assert!(values("PmtInfId").iter().all(|id| id.len() == 35));
    assert_eq!(file.matches("<Id>NOTPROVIDED</Id>").count(), 3);
    assert!(file.contains("<InstdAmt Ccy=\"JPY\">900</InstdAmt>"));
}

#[test]
fn names_in_the_letters_of_the_scheme() {
    let lines: Vec<PayLine> = (1..)
        .zip(hostile())
        .map(|(number, name)| line(number, &name, 7_00, Some("FI2112345600000785")))
        .collect();
    let house = Debtor { name: "Härmän <Lento> & Kumpp. Oy\r\n".into(), ..debtor(None) };
    let file = pain::write(&house, BATCH, AT, &lines).expect("a file");
    let file = String::from_utf8(file).expect("UTF-8").replace("&apos;", "'");
    let names: Vec<&str> = file
        .split("<Cdtr>\n          <Nm>")
        .skip(1)
        .map(|rest| rest.split("</Nm>").next().expect("an end"))
        .collect();
    let long = "x".repeat(70);
    assert_eq!(
        names,
        [
            ".cmd.' /C calc'.A0",
            "+358401234567",
            "-2+3",
            ".SUM(A1:A9)",
            "Tab",
            "Injected: yes",
            "Mallikas, 'Milla'",
            "Ake Ostrom-Nunez + .b.Sohne./b.",
            ". Aino .",
            "nigiriR evoL",
            "NOTPROVIDED",
            ".1+1",
            long.as_str(),
            "secret",
            "NOTPROVIDED",
        ]
    );
    assert!(file.contains("<Nm>Harman .Lento. + Kumpp. Oy</Nm>"));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
    for text in file.split('>').filter_map(|rest| rest.split_once('<').map(|(text, _)| text.trim())) {
        assert!(text.chars().all(allowed) && !text.contains("//"), "{text:?}");
    }
}

#[test]
fn nothing_is_written_that_a_bank_could_not_pay() {
    let check = |line: PayLine| {
        let refused = pain::write(&debtor(None), BATCH, AT, &[line]).expect_err("no file");
        assert_eq!(refused.to_string(), "refused: nothing_to_export");
    };
    check(line(1, "Aino", 7_00, None));
    check(line(1, "Aino", 7_00, Some("FI2112345600000786")));
    check(PayLine { amount: None, ..line(1, "Aino", 7_00, Some("FI2112345600000785")) });
    assert!(pain::write(&debtor(None), BATCH, AT, &[]).is_err());
}

#[test]
fn what_stands_in_a_file_is_marked_and_stands_in_no_other_by_mistake() {
    on_both(Refunds::Finance, |house| async move {
        let mut items = Vec::new();
        for n in 1..=3 {
            let case = house.case(&"A".repeat(n)).await;
            let iban = ["FI2112345600000785", "SE4550000000058398257466", "DE89370400440532013000"][n - 1];
            house.account(house.customer(case).await, iban).await;
            items.push(house.give(case, RemedyKind::Refund, 7_00).await);
        }
        let no_account = house.refund().await;
        let export = |items: Vec<RemedyId>, again| house.desk.export_payments(house.lead, None, items, again);
        assert_eq!(refused(export(vec![], Again::No).await), "refused: nothing_to_export");
        assert_eq!(refused(export(vec![items[0], no_account], Again::No).await), "refused: unusable");
        house.check(items[0], "granted; finance waiting").await;

        let key = crate::Key { key: "export".into(), fingerprint: [1; 32] };
        let first = house.desk.export_payments(house.lead, Some(key.clone()), items[..2].to_vec(), Again::No);
        let first = first.await.expect("a file");
        let repeat = house.desk.export_payments(house.lead, Some(key), items[..2].to_vec(), Again::No).await;
        assert_eq!(repeat.expect("the first answer"), first);
        house.check(items[0], "sent; finance done").await;
        assert_eq!(house.line(items[0]).await.payment.and_then(|payment| payment.batch), Some(first));
        assert_eq!(refused(export(items.clone(), Again::No).await), "refused: already_exported");
        house.check(items[2], "granted; finance waiting").await;
        let file = house.desk.bank_file(house.lead, first).await.expect("the file");
        assert_eq!(file.name, format!("valta-{}.xml", first.0.simple()));
        let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        assert_eq!(text.matches("<CdtTrfTxInf>").count(), 2);
        assert!(text.contains(&items[0].0.simple().to_string()) && text.contains("SE4550000000058398257466"));

        // Meant, in a new file; the old one stays as it was.
        let second = export(items.clone(), Again::Meant).await.expect("a file");
        assert_ne!(second, first);
        assert_eq!(house.desk.bank_file(house.lead, first).await.expect("the file").bytes, file.bytes);
        let reader = house.desk.reader();
        let batches = reader.look(|tx| views::payment::batches(tx, 9)).await.expect("a look");
        assert_eq!(
            batches.iter().map(|batch| (batch.id, batch.count)).collect::<Vec<_>>(),
            [(second, 3), (first, 2)]
        );
        house.confirm_executed(items[0]).await.expect("paid");
        assert_eq!(refused(export(vec![items[0]], Again::Meant).await), "refused: already_done");
        assert_eq!(refused(house.desk.bank_file(house.by, first).await), "refused: not_yours");

        let table = house.desk.finance_table(house.lead).await.expect("a table");
        let table = String::from_utf8(table.bytes).expect("UTF-8");
        assert_eq!(table.lines().count(), 1 + 3, "what is paid no longer waits:\n{table}");
    });
}
