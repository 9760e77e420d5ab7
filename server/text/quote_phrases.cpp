// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote_phrases.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/ascii.hpp"
#include "text/fold.hpp"

namespace pult::text {
namespace {

// Words separated by "|", folded once when first used.
constexpr std::string_view kWrote =
    "wrote|writes|has written|schrieb|hat geschrieben|schreibt|a écrit|écrivait|écrit|escribió|"
    "ha escrito|escreveu|ha scritto|scrisse|scrive|schreef|het volgende geschreven|heeft geschreven|"
    "geschreven|skrev|skreiv|har skrevet|kirjoitti|napisał|napisała|napisał(a)|pisze|napsal|napsala|"
    "napsal(a)|napsal/a|píše|napísal|napísala|napísal(a)|написал|написала|"
    "написал(а)|написал/а|писал|писала|писал(а)|пишет|"
    "написав|написав(ла)|писав|пише|напісаў|написа|написао|"
    "написала је|je napisao|je napisala|napisao|napisala|napisao/la|piše|napisal|napisal(a)|"
    "je napisal|írta|ezt írta|έγραψε|έγραψαν|yazdı|şunları yazdı|şöyle yazdı|"
    "a scris|rašė|parašė|rakstīja|kirjutas|va escriure|ha escrit|escrigué|escribiu|idatzi zuen|"
    "idatzi du|skrifaði|ysgrifennodd|scríobh|sgrìobh|shkroi|ka shkruar|напиша|"
    "დაწერა|წერდა|գրել է|գրեց|yazıb|yazdi|жазды|yozdi|लिखा|"
    "লিখেছেন|எழுதியது|skribis|scripsit|skreau|huet geschriwwen|ha scrit|"
    "sumulat|isinulat|het geskryf|aliandika|menulis|tulis|đã viết|viết|เขียน|"
    "เขียนว่า|כתב|כתבה|כתב/ה|כתב(ה)|כתבת|كتب|كتبت|كتب/ت|"
    "نوشت|نوشته است|写道|寫道|写到|写了|撰写|書きました|さんのメール|"
    "のメール|のメッセージ|さんは書きました|님이 작성|작성|쓴 글|썼습니다|"
    "님의 말|yura|skrivet|napisa";

constexpr std::string_view kOriginal =
    "original message|original appointment|original email|original e-mail|reply message|"
    "forwarded message|forwarded by|ursprüngliche nachricht|ursprungliche nachricht|originalnachricht|"
    "original-nachricht|ursprüngliche e-mail|ursprüngliche mail|weitergeleitete nachricht|"
    "weitergeleitete mail|message d'origine|message d’origine|message original|courriel original|"
    "e-mail d'origine|message transféré|message transmis|message réexpédié|mensaje original|"
    "correo original|mensaje reenviado|mensaje enviado|mensagem original|mensagem encaminhada|"
    "mensagem reencaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|"
    "oorspronkelijke bericht|origineel bericht|doorgestuurd bericht|oprindelig meddelelse|"
    "original meddelelse|oprindelig besked|videresendt meddelelse|videresendt besked|opprinnelig melding|"
    "opprinneleg melding|opprinnelig beskjed|videresendt melding|ursprungligt meddelande|"
    "ursprungliga meddelandet|originalmeddelande|vidarebefordrat meddelande|vidarebefordrat brev|"
    "alkuperäinen viesti|välitetty viesti|lähetetty viesti|oryginalna wiadomość|"
    "wiadomość oryginalna|oryginalnej wiadomości|wiadomość pierwotna|przekazana wiadomość|"
    "wiadomość przekazana|treść przekazanej wiadomości|původní zpráva|původní e-mail|"
    "původní email|přeposlaná zpráva|přeposlaný e-mail|předaná zpráva|pôvodná správa|"
    "pôvodný e-mail|preposlaná správa|исходное сообщение|"
    "исходное письмо|оригинальное сообщение|"
    "первоначальное сообщение|начало переадресованного|"
    "пересылаемое сообщение|пересланное сообщение|"
    "переадресованное сообщение|"
    "перенаправленное сообщение|оригінальне повідомлення|"
    "вихідне повідомлення|початкове повідомлення|"
    "переслане повідомлення|первинне повідомлення|"
    "оригинално съобщение|първоначално съобщение|"
    "препратено съобщение|eredeti üzenet|eredeti levél|továbbított üzenet|"
    "mesaj original|mesajul original|mesajul inițial|mesaj inițial|mesaj redirecționat|mesaj retrimis|"
    "originalus laiškas|originalus pranešimas|pradinis laiškas|pradinis pranešimas|pirminis laiškas|"
    "persiųstas laiškas|persiųstas pranešimas|originali žinutė|sākotnējais ziņojums|"
    "oriģinālais ziņojums|oriģinālā ziņa|oriģinālā vēstule|pārsūtītais ziņojums|"
    "pārsūtīta ziņa|algne kiri|algne sõnum|originaalkiri|algkiri|edastatud kiri|edastatud sõnum|"
    "izvorna poruka|originalna poruka|proslijeđena poruka|izvirno sporočilo|originalno sporočilo|"
    "posredovano sporočilo|оригинална порука|изворна порука|"
    "прослеђена порука|αρχικό μήνυμα|προωθημένο μήνυμα|"
    "orijinal mesaj|özgün ileti|orijinal ileti|asıl ileti|iletilen mesaj|yönlendirilen ileti|"
    "原始邮件|原始郵件|原邮件|原始信件|原始訊息|转发邮件|轉寄郵件|已转发|"
    "元のメッセージ|オリジナルメッセージ|original メッセージ|転送メッセージ|"
    "転送されたメッセージ|원본 메시지|원본 메일|원본 메세지|원래 메시지|"
    "전달된 메시지|הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|"
    "رسالة معاد توجيهها|الرسالة المعاد توجيهها|thư gốc|"
    "tin nhắn gốc|thư ban đầu|thư được chuyển tiếp|pesan asli|pesan terusan|"
    "pesan yang diteruskan|mesej asal|ข้อความต้นฉบับ|"
    "ข้อความเดิม|ข้อความที่ส่งต่อ|"
    "missatge original|missatge reenviat|mensaxe orixinal|jatorrizko mezua|upprunaleg skilaboð|"
    "upphafleg skilaboð|neges wreiddiol|teachtaireacht bhunaidh|mesazhi origjinal|"
    "oorspronklike boodskap|originala mesaĝo|изворна порака|"
    "арыгінальнае паведамленне|зыходнае паведамленне|"
    "پیام اصلی|ორიგინალი შეტყობინება|originale bericht";

constexpr std::string_view kReplyMarkers =
    "above this line|above the line|über dieser zeile|oberhalb dieser zeile|über diese zeile|"
    "oberhalb dieser linie|au-dessus de cette ligne|encima de esta línea|por encima de esta línea|"
    "acima desta linha|sopra questa riga|sopra questa linea|boven deze regel|boven deze lijn|"
    "over denne linje|over denne linjen|ovanför denna rad|ovanför den här raden|"
    "tämän rivin yläpuolelle|powyżej tej linii|nad tą linią|nad tento řádek|nad tuto čáru|"
    "nad tímto řádkem|nad touto čarou|nad tento riadok|nad týmto riadkom|"
    "выше этой строки|выше этой линии|выше этой черты|"
    "над этой строкой|над этой чертой|вище цього рядка|"
    "вище цієї лінії|над тази линия|над този ред|e sor fölé|"
    "e fölé a sor fölé|deasupra acestei linii|deasupra acestui rând|virš šios linijos|"
    "virš šios eilutės|virs šīs līnijas|virs šīs rindas|selle rea kohale|iznad ove linije|"
    "nad to črto|πάνω από αυτή τη γραμμή|bu satırın üstüne|この線より上|"
    "この行より上|在此行上方|在這行上方|이 줄 위에|מעל שורה זו|"
    "فوق هذا السطر|trên dòng này|di atas baris ini|"
    "เหนือบรรทัดนี้";

// Beginnings of a device line: what follows is the device, a few words.
constexpr std::string_view kDeviceStarts =
    "sent from|sent with|sent via|sent by|sent using|sent through|from my|get outlook for|"
    "get [outlook for|outlook for|von meinem|von meiner|gesendet von|gesendet mit|gesendet über|"
    "gesendet aus|gesendet vom|diese nachricht wurde von|diese nachricht wurde mit|"
    "diese e-mail wurde von|holen sie sich outlook|outlook für|envoyé de|envoyé depuis|"
    "envoyé à partir|envoyé avec|envoyé par|envoyé via|télécharger outlook|obtenir outlook|"
    "obtenez outlook|provenance : courrier|enviado desde|enviado con|enviado de|enviado por|enviado do|"
    "enviado a partir|enviado via|enviado pelo|obtener outlook|obter o outlook|obtenha o outlook|"
    "inviato da|inviato dal|inviato con|inviata da|scarica outlook|ottieni outlook|verzonden met|"
    "verzonden vanaf|verzonden via|verstuurd vanaf|verstuurd met|download outlook|outlook voor|sendt fra|"
    "sendt med|hent outlook|skickat från|skickades från|skickat med|hämta outlook|lähetetty|"
    "hanki outlook|wysłane z|wysłano z|wysłane przy|wysłane za|pobierz outlook|odesláno z|"
    "odesláno pomocí|odesláno přes|posláno z|poslané z|odoslané z|odoslané pomocou|"
    "získejte outlook|stáhnout outlook|získať outlook|отправлено с|"
    "отправлено из|отправлено через|отправлено от|"
    "отправлено при|послано с|скачать outlook|загрузить outlook|"
    "получить outlook|надіслано з|надіслано через|"
    "відправлено з|изпратено от|изпратено с|küldve|iphone-ról|"
    "az iphone|trimis de pe|trimis din|trimis prin|trimis cu|obțineți outlook|išsiųsta iš|"
    "siųsta iš|išsiųsta naudojant|nosūtīts no|sūtīts no|saadetud minu|saadetud|poslano s|"
    "poslano iz|poslano z|poslato sa|poslato iz|послато са|στάλθηκε από|"
    "εστάλη από|gönderen:|iphone'umdan|iphone'dan|android için|ios için|從我的|从我的|"
    "发自我的|發自我的|傳送自|来自|發送自|iphoneから|私のiphone|나의 iphone|"
    "내 iphone|נשלח מ|أرسلت من|أُرسلت من|تم الإرسال من|đã gửi từ|"
    "được gửi từ|gửi từ|dikirim dari|ส่งจาก|enviat des|bidalia|"
    "this message was sent from|this email was sent from|this message has been sent from";

// Endings and whole phrases of a device line that does not begin in a known way.
constexpr std::string_view kDeviceEnds =
    "から送信|傳送|发送自我的|에서 보냄|보냄|gesendet|telefonumdan gönderildi|"
    "gönderildi|iphone-omról|küldve|küldtem|lähetetty|from mobile|mit k-9 mail gesendet|"
    "gesendet mit der";

constexpr std::string_view kDeviceWords =
    "iphone|ipad|ipod|android|phone|mobile|mobil|telefon|телефон|смартфон|blackberry|"
    "galaxy|samsung|htc|nokia|huawei|xiaomi|outlook|windows|mail|device|tablet|handy|smartphone|typo|"
    "excuse|brevity|cell|почт|почта|bluemail|k-9|fairemail|proton|yahoo|gmail|gmx|web.de|spark|"
    "airmail|mailbox|thunderbird|iOS|móvil|celular|cellulare";

constexpr std::string_view kOpeners =
    "on|am|le|el|il|op|den|dne|dňa|w dniu|em|no dia|la data|pe data|in data|on the|vào|vao|pada|a|dana|"
    "u|в|от|на|στις|στη|data|la|ngày|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|"
    "dim|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|"
    "четверг|пятница|суббота|воскресенье|reply on|montag|dienstag|"
    "mittwoch|donnerstag|freitag|samstag|sonntag|po|út|st|čt|pá|so|ne|ti|ma|ke|to|pe|su";

struct LabelRow {
  HeaderLabel label;
  std::string_view words;
};
constexpr LabelRow kLabels[] = {
    {kFrom,
     "from|von|de|da|van|fra|från|lähettäjä|od|odesílatel|odosielateľ|от|от кого|"
     "отправитель|від|від кого|відправник|expeditor|expeditorul|de la|nuo|"
     "siuntėjas|no|sūtītājs|saatja|feladó|από|αποστολέας|gönderen|kimden|kimdən|"
     "差出人|送信者|发件人|發件人|寄件者|寄件人|보낸 사람|보낸사람|"
     "보내는 사람|מאת|من|từ|người gửi|dari|pengirim|จาก|pošiljatelj|pošiljalac|"
     "pošiljalec|подател|шаље|od koga|remitente|expéditeur|absender|mittente|afzender|"
     "avsändare|afsender|avsender|remetente|nadawca|igorlea|nork|frá|oddawca|пошиљалац|"
     "адпраўнік|ад|ud|nga|remitent|فرستنده|from name|odesílatel (od)|reply-to name|"
     "kellelt"},
    {kDate,
     "sent|date|date sent|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|enviado|enviado el|"
     "enviado em|enviada em|enviada|fecha|data|inviato|data invio|verzonden|sendt|dato|skickat|skickades|"
     "lähetetty|päivämäärä|päiväys|päivä|pvm|wysłano|wysłane|data wysłania|odesláno|"
     "odoslané|dátum|отправлено|дата|дата отправки|надіслано|"
     "відправлено|дата відправлення|trimis|trimis la|trimisă|išsiųsta|"
     "išsiuntimo data|nosūtīts|nosūtīšanas datums|datums|saadetud|kuupäev|elküldve|küldve|"
     "küldés dátuma|στάλθηκε|εστάλη|ημερομηνία|gönderildi|gönderilme tarihi|"
     "gönderim tarihi|tarih|送信日時|日付|日時|发送时间|發送時間|发送日期|日期|"
     "时间|時間|寄件日期|傳送日期|傳送時間|已傳送|보낸 날짜|보낸날짜|날짜|"
     "보냄|발신일|נשלח|תאריך|التاريخ|تاريخ|تاریخ|أرسلت|"
     "تاريخ الإرسال|الإرسال|تم الإرسال|đã gửi|ngày|ngày gửi|dikirim|"
     "tanggal|ส่ง|วันที่|ส่งเมื่อ|poslano|poslato|изпратено|"
     "послано|enviat|bidalia|dagsetning|sent at|date et heure|датум|день|час"},
    {kTo,
     "to|an|à|a|para|aan|naar|til|till|vastaanottaja|kenelle|do|komu|кому|получатель|"
     "către|catre|destinatar|kam|gavėjas|gavėjui|kellele|saaja|címzett|προς|kime|alıcı|宛先|"
     "收件人|收件者|받는 사람|받는사람|אל|إلى|الى|đến|tới|người nhận|"
     "kepada|ke|ถึง|za|prima|primatelj|primalac|prejemnik|получател|до|destinataire|"
     "destinatario|destinatário|empfänger|ontvanger|mottagare|modtager|mottaker|adresat|příjemce|"
     "příjemce (komu)|príjemca|nori|honi|adresát|për|per|per a|á|гүйлге|одержувач|"
     "отримувач|prejemniki|saņēmējs|به|گیرنده"},
    {kSubject,
     "subject|re|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|otsikko|temat|"
     "předmět|predmet|тема|subiect|subiectul|tema|temats|teema|tárgy|θέμα|konu|件名|主题|"
     "主題|主旨|標題|제목|נושא|الموضوع|موضوع|chủ đề|tiêu đề|subjek|"
     "perihal|เรื่อง|หัวเรื่อง|naslov|zadeva|относно|assumpte|gaia|"
     "efni|тэма|предмет|наслов|subjekt"},
    {kOtherLabel,
     "cc|bcc|kopie|kopia|copie|копия|копія|kópia|kopija|kopi|kopio|cópia|copia|in kopie|"
     "reply-to|reply to|antwort an|importance|wichtigkeit|attachments|anlagen|příloha|odpovědět|"
     "抄送|副本|参考|참조|עותק|نسخة|skrytá kopie|másolatot kap|κοιν|bilgi|koopia|"
     "sent by|organization|priority|cc:|kópiát kap|důležitost|вложения|копии|mailed-by|"
     "signed-by|message-id|x-mailer|resent-from|when|where"}};

std::vector<std::string> folded_list(std::string_view words) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find('|', at), words.size());
    list.push_back(fold(words.substr(at, end - at)));
    at = end + 1;
  }
  return list;
}

bool is_word_byte(char c) { return is_ascii_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// Scripts written without spaces (lead byte of E1 and above) need no word boundary.
bool has_word(std::string_view text, std::string_view word) {
  const bool bounded = static_cast<unsigned char>(word[0]) < 0xE1;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) {
    const std::size_t end = at + word.size();
    const bool left = at == 0 || !is_word_byte(text[at - 1]);
    const bool right = end >= text.size() || !is_word_byte(text[end]);
    if (!bounded || (left && right)) return true;
  }
  return false;
}

bool has_any(std::string_view text, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const std::string& word) { return has_word(text, word); });
}

std::size_t word_count(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ') ? 1 : 0;
  return words;
}

}  // namespace

bool has_wrote_word(std::string_view folded) {
  static const std::vector<std::string> words = folded_list(kWrote);
  return has_any(folded, words);
}

bool has_original_message(std::string_view folded) {
  static const std::vector<std::string> phrases = folded_list(kOriginal);
  return std::ranges::any_of(phrases, [&](const std::string& p) { return folded.find(p) != std::string_view::npos; });
}

bool is_reply_marker(std::string_view folded) {
  static const std::vector<std::string> phrases = folded_list(kReplyMarkers);
  return std::ranges::any_of(phrases, [&](const std::string& p) { return folded.find(p) != std::string_view::npos; });
}

bool is_device_signature(std::string_view folded) {
  static const std::vector<std::string> starts = folded_list(kDeviceStarts), ends = folded_list(kDeviceEnds),
                                        devices = folded_list(kDeviceWords);
  std::string_view line = folded;
  while (!line.empty() && std::string_view("<([*_-~ \"").find(line.front()) != std::string_view::npos &&
         !line.starts_with("[outlook"))
    line.remove_prefix(1);
  while (!line.empty() && std::string_view(">)]*_-~. \"").find(line.back()) != std::string_view::npos)
    line.remove_suffix(1);
  if (line.empty() || line.size() > 200) return false;
  const std::size_t words = word_count(line);
  for (const std::string& start : starts) {
    if (!line.starts_with(start)) continue;
    const std::string_view device = line.substr(start.size());
    if (!device.empty() && is_word_byte(device[0]) && is_ascii_alnum(start.back())) continue;
    if (words <= 6 && line.find_first_of("?!") == std::string_view::npos && device.find(", ") == std::string_view::npos)
      return true;
    // A longer line must name its device at once: "Sent from my desk, is much easier" is a sentence.
    return words <= 20 && has_any(device.substr(0, device.find_first_of(",.")), devices);
  }
  return words <= 10 && std::ranges::any_of(ends, [&](const std::string& end) { return line.ends_with(end); }) &&
         std::ranges::any_of(devices, [&](const std::string& d) { return line.find(d) != std::string_view::npos; });
}

bool begins_like_attribution(std::string_view folded) {
  static const std::vector<std::string> openers = folded_list(kOpeners);
  return std::ranges::any_of(openers, [&](const std::string& word) {
    return folded.starts_with(word) && (folded.size() == word.size() || !is_word_byte(folded[word.size()]));
  });
}

HeaderLabel label_of(std::string_view folded) {
  static const auto labels = [] {
    std::unordered_map<std::string, HeaderLabel> map;
    for (const LabelRow& row : kLabels)
      for (std::string& word : folded_list(row.words)) map.emplace(std::move(word), row.label);
    return map;
  }();
  if (folded.size() > 64) return kNoLabel;
  const auto found = labels.find(std::string(folded));
  return found == labels.end() ? kNoLabel : found->second;
}

}  // namespace pult::text
