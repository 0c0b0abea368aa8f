/* 摘要和密码: SHA-256, SM3, AES-256 and SM4 in plain script. Browsers offer no SM3 and SM4 at all, and nothing of the
   kind on pages that come over plain http, as on many office networks. */
(function (scope) {
  "use strict";
  const rotl = (x, n) => (x << n) | (x >>> (32 - n));

  // Both hashes take blocks of 64 bytes and end alike: 0x80, zeros, the length in bits.
  class Hasher {
    constructor(start, compress) {
      this.state = Int32Array.from(start, (word) => word | 0);
      this.compress = compress;
      this.rest = new Uint8Array(64);
      this.held = 0;
      this.length = 0;
    }
    update(data) {
      let at = 0;
      this.length += data.length;
      if (this.held) {
        at = Math.min(64 - this.held, data.length);
        this.rest.set(data.subarray(0, at), this.held);
        this.held += at;
        if (this.held < 64) return this;
        this.compress(this.state, this.rest, 0);
        this.held = 0;
      }
      for (; at + 64 <= data.length; at += 64) this.compress(this.state, data, at);
      this.rest.set(data.subarray(at));
      this.held = data.length - at;
      return this;
    }
    digest() {
      const bits = this.length * 8;
      const end = new Uint8Array(this.held < 56 ? 64 : 128);
      end.set(this.rest.subarray(0, this.held));
      end[this.held] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(end.length - 8, Math.floor(bits / 4294967296));
      view.setUint32(end.length - 4, bits >>> 0);
      for (let at = 0; at < end.length; at += 64) this.compress(this.state, end, at);
      const out = new DataView(new ArrayBuffer(32));
      this.state.forEach((word, place) => out.setInt32(4 * place, word));
      return new Uint8Array(out.buffer);
    }
  }

  // SHA-256: the constants are the roots of the first primes.
  const K = new Int32Array(64);
  const H = new Int32Array(8);
  (() => {
    const fraction = (root) => Math.floor((root - Math.floor(root)) * 4294967296);
    for (let n = 2, found = 0; found < 64; n++) {
      let prime = true;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
      if (!prime) continue;
      if (found < 8) H[found] = fraction(Math.sqrt(n));
      K[found++] = fraction(Math.cbrt(n));
    }
  })();
  const W = new Int32Array(64);
  function sha256(state, data, at) {
    for (let i = 0; i < 16; i++, at += 4) {
      W[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15];
      const y = W[i - 2];
      W[i] = (W[i - 16] + W[i - 7] + (rotl(x, 25) ^ rotl(x, 14) ^ (x >>> 3)) + (rotl(y, 15) ^ rotl(y, 13) ^ (y >>> 10))) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const one = (h + (rotl(e, 26) ^ rotl(e, 21) ^ rotl(e, 7)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const two = ((rotl(a, 30) ^ rotl(a, 19) ^ rotl(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0;
      d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  // SM3 (GB/T 32905)
  const SM3_START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  const V = new Int32Array(68);
  function sm3(state, data, at) {
    for (let i = 0; i < 16; i++, at += 4) {
      V[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    }
    for (let i = 16; i < 68; i++) {
      const x = V[i - 16] ^ V[i - 9] ^ rotl(V[i - 3], 15);
      V[i] = x ^ rotl(x, 15) ^ rotl(x, 23) ^ rotl(V[i - 13], 7) ^ V[i - 6];
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const round = rotl(i < 16 ? 0x79cc4519 : 0x7a879d8a, i % 32);
      const one = rotl((rotl(a, 12) + e + round) | 0, 7);
      const two = one ^ rotl(a, 12);
      const ff = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const left = (ff + d + two + (V[i] ^ V[i + 4])) | 0;
      const right = (gg + h + one + V[i]) | 0;
      d = c; c = rotl(b, 9); b = a; a = left;
      h = g; g = rotl(f, 19); f = e; e = right ^ rotl(right, 9) ^ rotl(right, 17);
    }
    state[0] ^= a; state[1] ^= b; state[2] ^= c; state[3] ^= d;
    state[4] ^= e; state[5] ^= f; state[6] ^= g; state[7] ^= h;
  }

  // AES-256: the tables join substitution and mixing.
  const SBOX = new Uint8Array(256);
  const T = [0, 1, 2, 3].map(() => new Int32Array(256));
  (() => {
    const double = (x) => ((x << 1) ^ (x & 0x80 ? 0x11b : 0)) & 0xff;
    for (let p = 1, q = 1, first = true; first || p !== 1; first = false) {
      p ^= double(p); // times 3
      q ^= q << 1; q ^= q << 2; q ^= q << 4; q &= 0xff; // its inverse, divided by 3
      if (q & 0x80) q ^= 0x09;
      const turn = (n) => ((q << n) | (q >>> (8 - n))) & 0xff;
      SBOX[p] = q ^ turn(1) ^ turn(2) ^ turn(3) ^ turn(4) ^ 0x63;
    }
    SBOX[0] = 0x63;
    for (let x = 0; x < 256; x++) {
      const s = SBOX[x];
      const word = (double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s);
      for (let n = 0; n < 4; n++) T[n][x] = (word >>> (8 * n)) | (n ? word << (32 - 8 * n) : 0);
    }
  })();
  function aes(seed) {
    const view = new DataView(seed.buffer, seed.byteOffset, 32);
    const w = new Int32Array(60);
    const sub = (x) => (SBOX[x >>> 24] << 24) | (SBOX[(x >>> 16) & 255] << 16) | (SBOX[(x >>> 8) & 255] << 8) | SBOX[x & 255];
    for (let i = 0; i < 8; i++) w[i] = view.getInt32(4 * i);
    for (let i = 8, round = 1; i < 60; i++) {
      let x = w[i - 1];
      if (i % 8 === 0) { x = sub(rotl(x, 8)) ^ (round << 24); round <<= 1; }
      else if (i % 8 === 4) x = sub(x);
      w[i] = w[i - 8] ^ x;
    }
    const [t0, t1, t2, t3] = T;
    const last = (p, q, r, s) => (SBOX[p >>> 24] << 24) | (SBOX[(q >>> 16) & 255] << 16) | (SBOX[(r >>> 8) & 255] << 8) | SBOX[s & 255];
    // Of the counter only the low 64 bits are ever used, and of the block only the first.
    return (high, low, out, at) => {
      let a = w[0], b = w[1], c = high ^ w[2], d = low ^ w[3];
      for (let k = 4; k < 56; k += 4) {
        const e = t0[a >>> 24] ^ t1[(b >>> 16) & 255] ^ t2[(c >>> 8) & 255] ^ t3[d & 255] ^ w[k];
        const f = t0[b >>> 24] ^ t1[(c >>> 16) & 255] ^ t2[(d >>> 8) & 255] ^ t3[a & 255] ^ w[k + 1];
        const g = t0[c >>> 24] ^ t1[(d >>> 16) & 255] ^ t2[(a >>> 8) & 255] ^ t3[b & 255] ^ w[k + 2];
        d = t0[d >>> 24] ^ t1[(a >>> 16) & 255] ^ t2[(b >>> 8) & 255] ^ t3[c & 255] ^ w[k + 3];
        a = e; b = f; c = g;
      }
      out[at] = last(a, b, c, d) ^ w[56];
      out[at + 1] = last(b, c, d, a) ^ w[57];
    };
  }

  // SM4 (GB/T 32907)
  const SM4_SBOX = Uint8Array.from((
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62" +
    "e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35" +
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef96115a1" +
    "e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51" +
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec684" +
    "18f07dec3adc4d2079ee5f3ed7cb3948").match(/../g), (pair) => parseInt(pair, 16));
  const L = [0, 1, 2, 3].map(() => new Int32Array(256));
  for (let x = 0; x < 256; x++) {
    const s = SM4_SBOX[x];
    const word = s ^ rotl(s, 2) ^ rotl(s, 10) ^ rotl(s, 18) ^ rotl(s, 24);
    for (let n = 0; n < 4; n++) L[n][x] = n ? rotl(word, 8 * n) : word;
  }
  function sm4(seed) {
    const view = new DataView(seed.buffer, seed.byteOffset, 16);
    const sub = (x) => (SM4_SBOX[x >>> 24] << 24) | (SM4_SBOX[(x >>> 16) & 255] << 16) | (SM4_SBOX[(x >>> 8) & 255] << 8) | SM4_SBOX[x & 255];
    const keys = new Int32Array(36);
    [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc].forEach((word, i) => { keys[i] = view.getInt32(4 * i) ^ word; });
    for (let i = 0; i < 32; i++) {
      let constant = 0;
      for (let j = 0; j < 4; j++) constant = (constant << 8) | (((4 * i + j) * 7) & 255);
      const x = sub(keys[i + 1] ^ keys[i + 2] ^ keys[i + 3] ^ constant);
      keys[i + 4] = keys[i] ^ x ^ rotl(x, 13) ^ rotl(x, 23);
    }
    const [l0, l1, l2, l3] = L;
    return (high, low, out, at) => {
      let a = 0, b = 0, c = high | 0, d = low | 0;
      for (let i = 4; i < 36; i++) {
        const x = b ^ c ^ d ^ keys[i];
        const e = a ^ l0[x & 255] ^ l1[(x >>> 8) & 255] ^ l2[(x >>> 16) & 255] ^ l3[x >>> 24];
        a = b; b = c; c = d; d = e;
      }
      out[at] = d;
      out[at + 1] = c;
    };
  }

  // `numbers(seed)` returns the function that puts the random number of a counter into two places of an Uint32Array.
  scope.FaduSuites = {
    aes: { hasher: () => new Hasher(H, sha256), numbers: aes },
    sm: { hasher: () => new Hasher(SM3_START, sm3), numbers: sm4 },
  };
})(typeof self === "undefined" ? globalThis : self);
