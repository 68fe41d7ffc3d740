# The first process of a machine, in new mount, process, network, name and IPC namespaces: builds the root, becomes init.
# Arguments: folder, name, userland, paths of /usr that it shall not have (a line each), then pairs "outside inside" to
# bind. Speaks with the test over stdin and stdout; when the test goes away, stdin ends, so does this, and with it every
# process, mount and device of the machine.
set -eu
folder=$1 name=$2 userland=$3 hidden=$4
shift 4
read -r pid _ </proc/self/stat
echo "pid $pid"

mount --make-rprivate /
root=$folder/root layers=$folder/layers
mkdir -p "$root" "$layers"
mount -t tmpfs -o mode=755 machine "$root"
mount -t tmpfs -o mode=755 layers "$layers"

# A folder of this system that the machine may change for itself, in memory.
layer() {
  mkdir -p "$root/$1" "$layers/$1/upper" "$layers/$1/work"
  mount -t overlay -o "lowerdir=/$1,upperdir=$layers/$1/upper,workdir=$layers/$1/work" "$1" "$root/$1"
}

layer usr
mount -t tmpfs -o mode=755 local "$root/usr/local"
mkdir "$root/usr/local/bin" "$root/usr/local/sbin" "$root/usr/local/lib" "$root/usr/local/share"
for at in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$at" ]; then cp -P "/$at" "$root/$at"; elif [ -d "/$at" ]; then layer "$at"; fi
done
(
  cd "$root"
  mkdir -p dev/pts dev/shm etc/ssl home opt proc run/lock run/sshd srv sys usr/lib/lab var/cache var/lib var/log var/spool old
  mkdir -m 700 root
  mkdir -m 1777 tmp var/tmp
  ln -s ../run var/run
  ln -s ../run/lock var/lock
  cp /usr/bin/setpriv usr/lib/lab/
)
for at in alternatives ld.so.cache ld.so.conf ld.so.conf.d login.defs protocols services security shells bash.bashrc \
  profile csh.cshrc csh.login fish inputrc locale.alias localtime postgresql-common ssl/openssl.cnf; do
  if [ -e "/etc/$at" ]; then (cd /etc && cp -a --parents "$at" "$root/etc/"); fi
done
mkdir -p "$root/etc/ssl/certs"
mount --bind /etc/ssl/certs "$root/etc/ssl/certs"
mount -o remount,bind,ro "$root/etc/ssl/certs"
printf '%s\n' "$hidden" | while read -r at; do
  [ -n "$at" ] || continue
  if [ -d "$root$at" ]; then mount -t tmpfs -o ro,mode=755 none "$root$at"; else rm -f "$root$at"; fi
done

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sys "$root/sys"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 pts "$root/dev/pts"
for at in null zero full random urandom tty; do
  : >"$root/dev/$at"
  mount --bind "/dev/$at" "$root/dev/$at"
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"

tar -x -p --numeric-owner --keep-directory-symlink -f "$folder/machine.tar" -C "$root"
while [ $# -gt 0 ]; do
  case $2 in /root/*) chmod 711 "$root/root" ;; esac
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
  shift 2
done

read -r address gateway
ip link set lo up
ip address add "$address/30" dev eth0
ip link set eth0 up
ip route add default via "$gateway"
hostname "$name"

if [ "$userland" = busybox ]; then
  mkdir "$layers/bin" "$layers/sbin"
  busybox --install -s "$layers/bin"
  cp -p /usr/bin/busybox "$layers/bin/"
  cp -p /usr/sbin/sshd /usr/sbin/nologin "$layers/sbin/"
  if [ -e /usr/bin/sudo ]; then cp -p /usr/bin/sudo "$layers/bin/"; fi
  mount --bind "$layers/bin" "$root/usr/bin"
  mount --bind "$layers/sbin" "$root/usr/sbin"
fi

cd "$root"
pivot_root . old
cd /
hash -r
umount -l /old
rmdir /old
config=/etc/ssh/sshd_config
if /usr/sbin/sshd -t -f "$config" -o PerSourcePenalties=no 2>/dev/null; then echo "PerSourcePenalties no" >>"$config"; fi
/usr/sbin/sshd -E /var/log/sshd.log -f "$config"
for _ in $(seq 500); do # it goes to the background before it listens
  if grep -q ':0016 00000000:0000 0A' /proc/net/tcp; then break; fi
  sleep 0.01
done
trap "" CHLD # whoever is left to this process is not waited for
echo ready
while read -r _; do :; done
