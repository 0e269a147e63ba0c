import type { Words } from "./words";

/** Indonesian, to the customer as Anda. */
export const id: Words = {
  customer: {
    facts: {
      nothing_known: "Tidak ada permintaan kode yang tercatat di sini.",
      nothing_sent: "Permintaan Anda tercatat, tetapi belum ada pesan untuknya.",
      refused: "Pemeriksaan keamanan kami menolak permintaan ini, dan tidak ada pesan yang tercatat untuknya.",
      blocked: "Percobaan ini dihentikan pukul {time}.",
      verified: "Verifikasi selesai pukul {time}.",
      wrong_code: "Kode yang dimasukkan pukul {time} tidak benar.",
      older_code: "Kode yang dimasukkan pukul {time} tidak benar; mungkin dari pesan sebelumnya.",
      delivered: "Menurut laporan pengiriman, pesan yang dikirim pukul {time} tersampaikan.",
      delivered_valid:
        "Menurut laporan pengiriman, pesan yang dikirim pukul {time} tersampaikan; kodenya berlaku hingga {until}.",
      delivered_unused:
        "Menurut laporan pengiriman, pesan yang dikirim pukul {time} tersampaikan, tetapi tidak ada pemakaian kode yang tercatat.",
      delivered_too_late:
        "Menurut laporan pengiriman, pesan yang dikirim pukul {time} baru tersampaikan setelah kodenya kedaluwarsa.",
      conflicting:
        "Laporan tentang pesan yang dikirim pukul {time} bertentangan: satu menyatakan tersampaikan, yang lain tidak.",
      partial: "Menurut laporan, hanya sebagian pesan yang dikirim pukul {time} tersampaikan.",
      no_receipt: "Kami tidak memiliki laporan pengiriman untuk pesan yang dikirim pukul {time}.",
      no_receipts_here:
        "Pesan yang dikirim pukul {time} diteruskan ke jaringan yang tidak memberi kami laporan pengiriman.",
      not_understood: "Laporan tentang pesan yang dikirim pukul {time} belum jelas bagi kami.",
      waiting: "Belum ada laporan pengiriman untuk pesan yang dikirim pukul {time}.",
      waiting_slow: "Belum ada laporan pengiriman untuk pesan yang dikirim pukul {time}; ini lebih lama dari biasanya.",
      failed: "Menurut laporan, pesan yang dikirim pukul {time} tidak tersampaikan.",
      failed_phone_off:
        "Menurut laporan, pesan yang dikirim pukul {time} tidak tersampaikan; ponsel mungkin tidak aktif atau di luar jangkauan.",
      failed_number:
        "Menurut laporan, pesan yang dikirim pukul {time} tidak tersampaikan; nomor mungkin salah atau tidak terdaftar.",
      failed_filtered: "Menurut laporan, filter mungkin memblokir pesan yang dikirim pukul {time}.",
      failed_opted_out: "Menurut laporan, ada permintaan agar pesan kami tidak dikirim ke nomor ini.",
      failed_too_late: "Menurut laporan, pesan yang dikirim pukul {time} tidak dapat tersampaikan tepat waktu.",
    },
    steps: {
      wait: "Mohon tunggu {minutes, plural, other {# menit}} sebelum meminta kode baru.",
      look: "Silakan cari di pesan Anda, juga di folder spam.",
      look_and_wait:
        "Silakan cari di pesan Anda, juga di folder spam, dan tunggu {minutes, plural, other {# menit}} sebelum meminta kode baru.",
      newest_code: "Gunakan hanya kode dari pesan terbaru; kode sebelumnya mungkin tidak berlaku lagi.",
      ask_new: "Silakan minta kode baru.",
      if_missing: "Jika Anda tidak memiliki kode itu, silakan minta kode baru.",
      check_phone: "Periksa apakah ponsel Anda aktif dan dalam jangkauan, lalu minta kode baru.",
      other_channel:
        "Anda dapat meminta kode melalui {channel, select, whatsapp {WhatsApp} voice {panggilan suara} email {email} other {cara lain}}.",
      check_number: "Periksa apakah nomor yang diberikan adalah nomor Anda saat ini, lengkap dengan kode negara.",
      not_you: "Jika Anda tidak meminta kode ini, jangan bagikan kepada siapa pun, dan amankan akun Anda.",
      stop: "Kami tidak dapat mengirim kode lain untuk percobaan ini.",
      app_stop: "Kami tidak dapat mengirim kode sekarang. Silakan hubungi layanan pelanggan.",
      done: "Jika itu bukan Anda, segera beri tahu kami.",
      app_done: "Anda tidak memerlukan kode lain.",
      works_now: "Anda tidak memerlukan kode lain.",
    },
  },
  agent: {
    situations: {
      nothing_known: { known: "Tidak ada yang diketahui tentang percobaan ini.", causes: [] },
      nothing_sent: {
        known: "Kode diminta; tidak ada pesan yang tercatat.",
        causes: ["aplikasi belum mencatat pesan itu", "pengiriman gagal sebelum dicatat"],
      },
      refused: {
        known: "Pemeriksaan penyalahgunaan menolak permintaan; tidak ada pesan yang tercatat.",
        causes: [],
      },
      blocked: { known: "Aplikasi memblokir percobaan ini.", causes: [] },
      verified: { known: "Aplikasi melaporkan bahwa verifikasi selesai.", causes: [] },
      wrong_code: {
        known: "Aplikasi melaporkan kode yang salah.",
        causes: ["kode dari pesan sebelumnya", "salah ketik", "orang lain sedang mencoba"],
      },
      delivered: {
        known: "Laporan menyatakan pesan tersampaikan. Ini tidak membuktikan bahwa ada yang membukanya.",
        causes: ["pesan ada di folder spam", "ponsel di tangan orang lain", "laporan tidak benar"],
      },
      delivered_unused: {
        known: "Laporan menyatakan pesan tersampaikan; tidak ada pemakaian kode yang tercatat.",
        causes: ["pesan ada di folder spam", "pengguna berhenti mencoba", "laporan tidak benar"],
      },
      delivered_too_late: {
        known: "Laporan menyatakan pesan tersampaikan setelah kodenya kedaluwarsa.",
        causes: ["ponsel tidak aktif", "rute yang lambat", "masa berlaku kode terlalu singkat"],
      },
      conflicting: {
        known: "Satu laporan menyatakan pesan tersampaikan, yang lain tidak.",
        causes: ["dua percobaan melalui rute berbeda", "laporan yang kemudian diperbaiki"],
      },
      partial: {
        known: "Laporan menyatakan sebagian pesan tersampaikan dan sebagian tidak.",
        causes: ["teks beberapa bagian yang salah satunya hilang"],
      },
      no_receipt: {
        known: "Tidak ada laporan pengiriman yang tercatat, dan waktunya sudah habis.",
        causes: ["jaringan tidak memberi laporan", "laporan hilang", "pesan hilang"],
      },
      no_receipts_here: {
        known: "Pesan diteruskan. Di negara ini tidak ada laporan pengiriman.",
        causes: [],
      },
      not_understood: {
        known: "Penyedia layanan melaporkan status yang tidak dikenal di sini; status itu menunggu peninjauan.",
        causes: ["status baru dari penyedia layanan"],
      },
      waiting: {
        known: "Belum ada laporan pengiriman akhir yang tercatat.",
        causes: ["ponsel tidak aktif atau di luar jangkauan", "jaringan sibuk"],
      },
    },
    categories: {
      invalid_number: {
        known: "Nomor dilaporkan tidak terdaftar atau tidak dapat diberi pesan.",
        causes: ["salah ketik nomor", "telepon rumah", "nomor yang dilepas atau dipindahkan"],
        todo: "Bandingkan nomor itu dengan yang disebut pelanggan, lalu minta diperbaiki.",
      },
      handset_unreachable: {
        known:
          "{saidBy, select, network {Ponsel tidak dapat dihubungi.} other {Ponsel dilaporkan tidak dapat dihubungi.}}",
        causes: ["ponsel mati atau dalam mode pesawat", "tidak ada sinyal", "roaming", "memori pesan penuh"],
        todo: "Minta pelanggan lebih dulu memeriksa apakah ponsel aktif dan dalam jangkauan.",
      },
      carrier_filtered: {
        known: "{saidBy, select, network {Operator memfilternya.} other {Pesan dilaporkan terkena filter.}}",
        causes: [
          "filter spam operator atau penyedia layanan bereaksi terhadap teks atau tautan",
          "pengirim dengan reputasi buruk",
          "banyak pesan serupa sekaligus",
        ],
        todo: "Jika pesan lain dari templat atau pengirim ini gagal, teruskan kasusnya ke penyedia layanan.",
      },
      carrier_rejected: {
        known: "{saidBy, select, network {Operator menolaknya.} other {Pesan dilaporkan ditolak operator.}}",
        causes: [
          "pemblokiran pada nomor pelanggan",
          "rute yang tidak dilayani operator",
          "gangguan sementara pada operator",
        ],
        todo: "Jika terjadi pada pelanggan lain dari operator ini, teruskan kasusnya ke penyedia layanan.",
      },
      opted_out: {
        known: "Nomor ini dilaporkan berhenti berlangganan pesan dari pengirim ini.",
        causes: ["pelanggan membalas STOP kepada pengirim ini", "pemilik nomor sebelumnya melakukannya"],
        todo: "Kode dari pengirim ini akan gagal selama penghentian itu berlaku.",
      },
      blocked_by_policy: {
        known: "Pesan dilaporkan diblokir oleh aturan penyedia layanan atau akun.",
        causes: [
          "perlindungan dari penipuan",
          "negara, jenis nomor, atau teks yang tidak diizinkan akun",
          "batas harian",
        ],
        todo: "Beri tahu tim perpesanan: ada aturan yang harus diubah.",
      },
      sender_not_registered: {
        known: "Pengirim dilaporkan belum terdaftar untuk tujuan ini.",
        causes: [
          "pendaftaran tidak ada, sudah habis masa berlakunya, atau belum disetujui",
          "pengirim yang salah untuk negara ini",
        ],
        todo: "Beri tahu tim perpesanan: percobaan baru dari pengirim ini akan gagal lagi.",
      },
      template_rejected: {
        known: "Templat dilaporkan ditolak.",
        causes: ["teks berbeda dari templat yang disetujui", "templat dijeda atau belum disetujui"],
        todo: "Beri tahu tim perpesanan: percobaan baru dengan templat ini akan gagal lagi.",
      },
      destination_not_enabled: {
        known: "Akun dilaporkan belum diaktifkan untuk tujuan ini.",
        causes: ["negara itu belum diaktifkan pada akun", "saluran ini tidak melayani nomor itu"],
        todo: "Beri tahu tim perpesanan bahwa tujuan ini diperlukan.",
      },
      insufficient_balance: {
        known: "Akun penyedia layanan dilaporkan kehabisan saldo.",
        causes: ["saldo prabayar habis", "batas pengeluaran tercapai"],
        todo: "Segera beri tahu tim perpesanan: pelanggan lain juga terdampak.",
      },
      rate_limited: {
        known: "Batas jumlah pesan dilaporkan tercapai.",
        causes: ["batas pesan per detik", "batas pesan ke satu nomor", "lonjakan lalu lintas"],
        todo: "Satu percobaan setelah jeda lebih membantu daripada beberapa sekaligus.",
      },
      expired: {
        known:
          "{saidBy, select, network {Operator berhenti mencoba sebelum ponsel dapat dihubungi.} other {Waktunya dilaporkan habis sebelum pesan tersampaikan.}}",
        causes: ["ponsel tidak aktif atau di luar jangkauan terlalu lama", "keterlambatan di rute"],
        todo: "Minta pelanggan lebih dulu memeriksa apakah ponsel aktif dan dalam jangkauan.",
      },
      provider_fault: {
        known: "Gangguan pada penyedia layanan dilaporkan.",
        causes: ["gangguan atau beban berlebih pada penyedia layanan", "rute yang rusak"],
        todo: "Periksa apakah pelanggan lain terdampak.",
      },
      request_error: {
        known: "Permintaan dilaporkan tidak dapat digunakan oleh penyedia layanan.",
        causes: ["parameter yang kurang atau salah", "pengirim, templat, atau pengaturan akun yang salah"],
        todo: "Beri tahu pengembang: permintaan yang sama akan gagal lagi.",
      },
      cancelled: {
        known: "Pesan dilaporkan dibatalkan sebelum dikirim.",
        causes: ["aplikasi atau rekan kerja menariknya", "pesan terjadwal diganti"],
        todo: "Jika terjadi lagi, tanyakan kepada pengembang.",
      },
      unrecognised: {
        known: "Penyedia layanan memberi alasan yang tidak ada dalam daftarnya.",
        causes: ["kode baru dari penyedia layanan", "kode dari satu operator, diteruskan apa adanya"],
        todo: "Jika terjadi lagi, kirim kode itu kepada penyedia layanan.",
      },
      no_reason_given: {
        known: "Penyedia layanan tidak memberi alasan.",
        causes: ["operator tidak menyebutkan alasan", "ponsel tidak aktif", "filter", "nomor tidak terdaftar"],
        todo: "Jika terjadi lagi, tanyakan kepada penyedia layanan dengan nomor pengenal pesan.",
      },
    },
    titles: {
      wait: "Tunggu sebentar.",
      look: "Minta pelanggan mencari pesannya.",
      compare_code: "Minta pelanggan membandingkan kode dengan pesannya.",
      newest_code: "Minta pelanggan memakai pesan terbaru.",
      resend: "Minta kode baru.",
      other_channel: "Tawarkan cara lain.",
      check_number: "Periksa nomor bersama pelanggan.",
      secure_account: "Amankan akun lebih dulu.",
      stop: "Jangan kirim lagi.",
      done: "Tidak ada yang perlu dilakukan.",
    },
    reasons: {
      no_message_yet: "Aplikasi belum mencatat pesan.",
      receipt_awaited:
        "{pace, select, usual {Laporan pengiriman belum terlambat.} other {Laporan pengiriman masih mungkin ada.}}",
      just_delivered: "Baru saja dilaporkan tersampaikan; folder spam juga perlu diperiksa.",
      unsettled_yet: "Laporan yang ada belum memastikan apakah pesan tersampaikan.",
      wrong_code: "Hanya kode terbaru yang berlaku; kode sebelumnya mungkin tidak berlaku lagi.",
      older_code: "Hanya kode terbaru yang berlaku; kode sebelumnya mungkin tidak berlaku lagi.",
      no_message: "Tidak ada pesan yang tercatat untuk permintaan ini; jika terjadi lagi, beri tahu pengembang.",
      receipt_late:
        "{pace, select, slow {Laporan pengiriman lebih lama dari biasanya.} other {Belum ada laporan pengiriman; berapa lama biasanya tidak diketahui.}}",
      unsettled: "Tidak ada laporan yang memastikan apakah pesan tersampaikan.",
      not_used: "Dilaporkan tersampaikan, dan tidak ada pemakaian kode yang tercatat.",
      code_over: "Kode tidak berlaku lagi.",
      attempt_over: "Percobaan ini sudah berakhir; kode baru memulai percobaan baru.",
      wrong_codes: "Semua kode yang tercatat dimasukkan salah; hanya kode terbaru yang berlaku.",
      too_slow: "Pesan memakan waktu lebih lama dari masa berlaku kode; pesan baru mungkin sama lambatnya.",
      customer_has_none: "Laporan menyatakan tersampaikan, dan pelanggan mengatakan tidak memiliki kode.",
      wrong_number: "Pelanggan mengatakan nomor itu bukan miliknya. Minta diperbaiki sebelum mengirim apa pun.",
      verified_without_code: "Verifikasi selesai pukul {time}, dan pelanggan mengatakan tidak memiliki kode.",
      verified_on_wrong_number: "Verifikasi selesai pukul {time}, dan pelanggan mengatakan nomor itu bukan miliknya.",
      not_me: "Pelanggan mengatakan tidak meminta kode ini.",
      refused: "Pemeriksaan penyalahgunaan menolak permintaan. Ikuti prosedur tim antipenipuan.",
      blocked: "Aplikasi memblokir percobaan ini. Ikuti prosedur untuk akun yang diblokir.",
      verified: "Percobaan selesai. Jika pelanggan mengatakan tidak memiliki kode, amankan akun lebih dulu.",
      delivered: "Laporan menyatakan pesan tersampaikan.",
      works_now: "Pelanggan mengatakan sekarang sudah berfungsi.",
    },
    tails: {
      if_again: "Jika terjadi lagi, tawarkan cara lain.",
      tried_twice: "Percobaan kedua melalui cara yang sama tidak mengubah apa pun.",
      reply_start: "Pelanggan dapat membalas START kepada pengirim untuk mengizinkan pesan lagi.",
      decide_anew: "Putuskan lagi pukul {time}.",
      not_before: "Tidak sebelum pukul {time}.",
      account_first: "Ikuti prosedur keamanan akun sebelum mengirim apa pun.",
    },
    otherHands: ["orang lain di rumah", "nomor yang berganti pemilik", "akun yang diambil alih"],
  },
};
